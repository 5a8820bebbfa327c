// Finds the clusters of a written corpus in a process of its own, so that its time and memory are those of finding alone;
// a child of bench-dedupe.ts. The last line of its output is one JSON object.
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findClusters } from '../../src/dedupe/find-clusters.ts';
import { CandidateFiles } from '../../src/store/candidate-files.ts';

/** Seconds of wall clock and of processor for candidates, verification and clusters, and MiB at the peak. */
export interface ClusterFigures {
  seconds: number;
  cpu_s: number;
  rss_mib: number;
  clusters: number;
}

const [folder = ''] = process.argv.slice(2);
const candidates = join(folder, 'candidates');
const agencies = [...new Set(readdirSync(candidates).map((name) => name.split('.')[0] ?? ''))]
  .sort()
  .map((agency) => ({ agency, file: join(candidates, agency) }));
const before = process.cpuUsage();
const began = performance.now();
const source = new CandidateFiles(agencies);
const clusters = findClusters(source);
const seconds = (performance.now() - began) / 1000;
const { user, system } = process.cpuUsage(before);
const rss = process.resourceUsage().maxRSS;
const places = clusters.map(({ members }) =>
  members.map((index) => {
    const { agency, item } = source.facts(index);
    return { agency, item };
  }),
);
writeFileSync(join(folder, 'clusters.json'), JSON.stringify(places));
const figures: ClusterFigures = {
  seconds,
  cpu_s: (user + system) / 1e6,
  rss_mib: Math.round(rss / 1024),
  clusters: clusters.length,
};
console.log(JSON.stringify(figures));
