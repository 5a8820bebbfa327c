// Prints the score of a migrated workspace of the bundled sites: tsx tests/support/print-score.ts DIR
import { scoreWorkspace } from './migrated-sites.ts';

const workspace = process.argv[2];
if (workspace === undefined) {
  process.stderr.write('usage: print-score.ts WORKSPACE\n');
  process.exit(2);
}
process.stdout.write(`${JSON.stringify(await scoreWorkspace(workspace), undefined, 1)}\n`);
