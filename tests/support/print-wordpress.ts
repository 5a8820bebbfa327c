// Prints how a migrated WordPress compares with its truth: tsx tests/support/print-wordpress.ts GOLD WORKSPACE AGENCY
import { readWordpressTruth, scoreWordpress } from './wordpress-truth.ts';

const [gold, workspace, agency] = process.argv.slice(2);
if (!gold || !workspace || !agency) {
  process.stderr.write('usage: print-wordpress.ts GOLD WORKSPACE AGENCY\n');
  process.exit(2);
}
const scores = scoreWordpress(readWordpressTruth(gold), workspace, agency);
for (const one of scores) {
  if (one.found && one.titleEqual && one.f1 > 0.97 && (one.dateEqual || one.type === 'page'))
    continue;
  process.stdout.write(`${JSON.stringify(one)}\n`);
}
const long = scores.filter((one) => one.words >= 20);
const posts = scores.filter((one) => one.type === 'post');
const summary = {
  rows: scores.length,
  found: scores.filter((one) => one.found).length,
  titles: scores.filter((one) => one.titleEqual).length,
  dates: posts.filter((one) => one.dateEqual).length,
  posts: posts.length,
  f1: long.reduce((sum, one) => sum + one.f1, 0) / long.length,
  under80: long.filter((one) => one.f1 < 0.8).length,
  undecided: scores.filter((one) => one.decision === null).length,
};
process.stdout.write(`${JSON.stringify(summary)}\n`);
