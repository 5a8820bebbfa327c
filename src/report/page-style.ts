/** Style sheet of the report pages: light and dark by the reader's setting, printable, system fonts with Kazakh letters. */
export const pageStyle = `
:root { color-scheme: light dark;
  --paper: #ffffff; --panel: #f6f7f9; --line: #d9dde3; --ink: #1c2530; --quiet: #5b6675; --link: #0b5cad;
  --blue: #2f6fb5; --teal: #2b8a7e; --violet: #7a5bb0; --amber: #c98a1b; --red: #c0392f; --grey: #9aa4b0;
  --red-paper: #fdf1f0; --amber-paper: #fdf7ea; --blue-paper: #eff5fb; }
@media (prefers-color-scheme: dark) { :root {
  --paper: #14181d; --panel: #1c2229; --line: #333c47; --ink: #e4e8ed; --quiet: #9aa6b4; --link: #7fb6ee;
  --blue: #5b9bdf; --teal: #4fb3a5; --violet: #a98bdc; --amber: #dba548; --red: #e2746b; --grey: #6b7683;
  --red-paper: #2b1d1d; --amber-paper: #2a2418; --blue-paper: #18232f; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 1240px; padding: 24px 28px 64px; background: var(--paper); color: var(--ink);
  font: 15px/1.5 system-ui, "Segoe UI", "Noto Sans", "DejaVu Sans", Arial, sans-serif; overflow-wrap: anywhere; }
a { color: var(--link); }
h1 { font-size: 26px; line-height: 1.25; margin: 4px 0 2px; }
h2 { font-size: 19px; margin: 36px 0 10px; padding-bottom: 5px; border-bottom: 1px solid var(--line); }
h3 { font-size: 15px; margin: 18px 0 6px; }
h3 .quiet { font-weight: 400; }
p { margin: 6px 0 10px; }
.quiet, figcaption, .legend { color: var(--quiet); }
.trail { font-size: 14px; }
.mono { font: 13px/1.45 ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; }
table { border-collapse: collapse; width: 100%; font-size: 14px; }
th, td { text-align: left; vertical-align: top; padding: 6px 10px; border-bottom: 1px solid var(--line); }
th { color: var(--quiet); font-weight: 600; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; overflow-wrap: normal; }
td.share { min-width: 120px; }
.wide { overflow-x: auto; }
.wide th { overflow-wrap: normal; }
.named td:first-child { min-width: 260px; }
.nowrap { white-space: nowrap; }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 440px), 1fr)); gap: 16px; margin: 14px 0; }
.chart { margin: 0; padding: 14px 16px; background: var(--panel); border: 1px solid var(--line); border-radius: 8px; }
.chart svg { display: block; width: 100%; max-width: 480px; }
figcaption { font-size: 14px; font-weight: 600; margin-bottom: 8px; }
svg text { fill: var(--ink); font-size: 13px; font-family: inherit; }
svg text.label { text-anchor: end; fill: var(--quiet); }
svg.share { display: block; width: 100%; height: 12px; border-radius: 3px; background: var(--line); }
svg.flow { width: 100%; height: auto; margin-top: 10px; }
svg.flow rect { fill: var(--panel); stroke: var(--line); }
svg.flow path { stroke: var(--quiet); fill: none; stroke-width: 1.5; }
svg.flow .tip { fill: var(--quiet); stroke: none; }
svg.flow text { text-anchor: middle; font-size: 12px; fill: var(--quiet); }
svg.flow .step { font-size: 15px; font-weight: 600; fill: var(--ink); }
svg.flow .made { font-size: 13px; fill: var(--ink); }
.bar, .blue { fill: var(--blue); } .teal { fill: var(--teal); } .violet { fill: var(--violet); }
.amber { fill: var(--amber); } .red { fill: var(--red); } .grey { fill: var(--grey); }
.legend { list-style: none; display: flex; flex-wrap: wrap; gap: 4px 18px; margin: 8px 0; padding: 0; font-size: 14px; }
.legend svg { width: 11px; height: 11px; margin-right: 6px; }
.legend b { color: var(--ink); }
.finding { margin: 8px 0; padding: 9px 14px; border: 1px solid var(--line); border-left-width: 4px; border-radius: 6px; }
.finding.error { border-left-color: var(--red); background: var(--red-paper); }
.finding.warning { border-left-color: var(--amber); background: var(--amber-paper); }
.finding.info { border-left-color: var(--blue); background: var(--blue-paper); }
.finding p { margin: 2px 0; }
.finding ul { margin: 6px 0 4px; padding-left: 20px; font-size: 14px; }
summary { cursor: pointer; }
.chip { display: inline-block; padding: 0 8px; border: 1px solid var(--line); border-radius: 10px; background: var(--panel);
  font-size: 12.5px; line-height: 20px; color: var(--ink); white-space: nowrap; }
.chip.low { border-color: var(--red); color: var(--red); }
.chip.fair { border-color: var(--amber); }
.filter { position: sticky; top: 0; z-index: 1; display: flex; flex-wrap: wrap; gap: 10px; align-items: center; padding: 10px 0;
  background: var(--paper); border-bottom: 1px solid var(--line); }
.filter[hidden] { display: none; }
.filter input, .filter select { font: inherit; font-size: 14px; padding: 5px 8px; color: var(--ink); background: var(--panel);
  border: 1px solid var(--line); border-radius: 5px; }
.filter input { flex: 1 1 220px; min-width: 160px; }
.item { border-bottom: 1px solid var(--line); scroll-margin-top: 64px; }
.item[hidden] { display: none; }
.item > summary { padding: 8px 4px; display: grid; grid-template-columns: 1fr auto; gap: 4px 16px; }
.item > summary:hover { background: var(--panel); }
.item > summary bdi { display: block; }
.item > summary bdi + bdi { color: var(--quiet); font-size: 14px; }
.chips { display: flex; flex-wrap: wrap; gap: 4px; align-content: start; justify-content: end; max-width: 300px; }
.versions { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 320px), 1fr)); gap: 14px; margin: 8px 0 18px; }
.version { padding: 12px 16px; background: var(--panel); border: 1px solid var(--line); border-radius: 8px; min-width: 0; }
.version h3 { margin: 2px 0 6px; font-size: 16px; }
.version .tag { color: var(--quiet); font-size: 13px; font-weight: 600; }
.body { margin: 10px 0; padding: 2px 14px; background: var(--paper); border: 1px solid var(--line); border-radius: 6px; overflow-x: auto; }
.body .heading { font-weight: 600; margin-top: 14px; }
.body .picture { display: inline-block; padding: 2px 10px; border: 1px dashed var(--grey); border-radius: 4px; color: var(--quiet); font-size: 13.5px; }
.body .reference { border-bottom: 1px dotted var(--link); }
.body pre { white-space: pre-wrap; }
p.id { margin: 4px 0 0; }
.shared td.under { padding-top: 0; padding-bottom: 14px; }
.shared tr:has(+ tr > .under) > td { border-bottom: 0; }
.members { font-size: 13.5px; margin: 6px 0; }
.members td:first-child { min-width: 240px; }
.changes { margin: 0; padding-left: 16px; }
ins { background: color-mix(in srgb, var(--teal) 22%, transparent); text-decoration: none; }
del { background: color-mix(in srgb, var(--red) 18%, transparent); }
.facts { font-size: 14px; margin: 2px 0; }
.left-out { font-size: 13.5px; }
.left-out td:first-child { width: 45%; }
.left-out td:last-child { color: var(--quiet); }
@media (max-width: 640px) { body { padding: 14px; } .item > summary { grid-template-columns: 1fr; } .chips { justify-content: start; } }
@media print { body { max-width: none; padding: 0; font-size: 11pt; } .filter { display: none; }
  .chart, .finding, .version, tr { break-inside: avoid; } a { color: inherit; } }
`;
