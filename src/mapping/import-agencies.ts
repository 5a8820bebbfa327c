import { parse } from 'yaml';
import { mappingSchema } from '../model/mapping.ts';
import type { CsvRow } from '../text/csv.ts';
import { likelyEntities } from './entity-likeness.ts';
import { idOfHost, yamlComment, yamlScalar } from './yaml-scalar.ts';

/** What a row of a list of agencies says of one; empty cells are left out. */
export type AgencyRow = Partial<Record<(typeof agencyColumns)[number], string>>;

/** Columns of a list of agencies. */
export const agencyColumns = [
  'id',
  'host',
  'aliases',
  'entity',
  'kk',
  'ru',
  'en',
  'kind',
  'parent',
  'wave',
] as const;

/** A mapping to be written. */
export interface NewMapping {
  id: string;
  host: string;
  yaml: string;
  /** Line of the list; 0 when it came from options. */
  line: number;
}

/** A row that cannot become a mapping. */
export interface RowFault {
  line: number;
  message: string;
}

/** Other headings that lists use. */
const headings: Record<string, (typeof agencyColumns)[number]> = {
  site: 'host',
  сайт: 'host',
  хост: 'host',
  код: 'entity',
  code: 'entity',
  'name kk': 'kk',
  'name ru': 'ru',
  'name en': 'en',
  name_kk: 'kk',
  name_ru: 'ru',
  name_en: 'en',
  атауы: 'kk',
  наименование: 'ru',
  вид: 'kind',
  волна: 'wave',
};

/** The rows below the heading by column; columns with other headings are named in `ignored`. */
export function agencyRows(rows: readonly CsvRow[]): {
  rows: { line: number; row: AgencyRow }[];
  ignored: string[];
  hasHost: boolean;
} {
  const [first, ...rest] = rows;
  const names = (first?.cells ?? []).map((cell) => cell.trim().toLowerCase());
  const columns = names.map((name) => agencyColumns.find((one) => one === name) ?? headings[name]);
  return {
    hasHost: columns.includes('host'),
    ignored: names.filter((name, at) => columns[at] === undefined && name !== ''),
    rows: rest.map(({ line, cells }) => {
      const row: AgencyRow = {};
      columns.forEach((column, at) => {
        const text = cells[at]?.trim() ?? '';
        if (column !== undefined && text !== '') row[column] = text;
      });
      return { line, row };
    }),
  };
}

/** The mapping of a row, checked against the schema; `codes` are the known entity codes. */
export function mappingOfRow(
  row: AgencyRow,
  line: number,
  codes: readonly string[],
): NewMapping | RowFault {
  const host = hostOf(row.host ?? '');
  if (host === undefined) return { line, message: `host "${row.host ?? ''}" is no host name` };
  const { kk, ru } = row;
  if (kk === undefined && ru === undefined)
    return { line, message: `${host}: give a name in kk or ru` };
  const id = row.id ?? idOfHost(host);
  const yaml = `${lines({ ...row, id, host }, codes).join('\n')}\n`;
  const checked = mappingSchema.safeParse(parse(yaml));
  if (checked.success) return { id, host, yaml, line };
  const [issue] = checked.error.issues;
  return {
    line,
    message: `${host}: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not valid'}`,
  };
}

function lines(row: AgencyRow & { id: string; host: string }, codes: readonly string[]): string[] {
  const missing = (text: string | undefined) =>
    text === undefined ? `  ${yamlComment('NOT GIVEN: translate')}` : '';
  const aliases = row.aliases?.split(/[\s,;]+/).filter(Boolean);
  const twin = row.host.startsWith('www.') ? row.host.slice(4) : `www.${row.host}`;
  const given = aliases ?? [twin];
  return [
    yamlComment(
      'From a list of agencies. kosh agencies probe tells languages, letter case and parameters.',
    ),
    `id: ${yamlScalar(row.id)}`,
    entityLine(row, codes),
    'names:',
    `  kk: ${yamlScalar(row.kk ?? row.ru ?? '')}${missing(row.kk)}`,
    `  ru: ${yamlScalar(row.ru ?? row.kk ?? '')}${missing(row.ru)}`,
    ...(row.en === undefined ? [] : [`  en: ${yamlScalar(row.en)}`]),
    ...(['kind', 'parent', 'wave'] as const).flatMap((key) => {
      const text = row[key];
      return text === undefined ? [] : [`${key}: ${yamlScalar(text)}`];
    }),
    'hosts:',
    `  - host: ${yamlScalar(row.host)}`,
    `    aliases: [${given.map((alias) => yamlScalar(alias.toLowerCase())).join(', ')}]${aliases ? '' : `  ${yamlComment('supposed, not asked')}`}`,
  ];
}

function entityLine(row: AgencyRow & { host: string }, codes: readonly string[]): string {
  if (row.entity !== undefined) return `entity: ${yamlScalar(row.entity)}`;
  const names = [row.kk, row.ru, row.en].filter((name) => name !== undefined);
  const [best] = likelyEntities(row.host, names, codes);
  if (best === undefined)
    return `entity: unknown  ${yamlComment('NOT GIVEN: look it up on the portal')}`;
  return `entity: ${best.code}  ${yamlComment(`NOT GIVEN; a GUESS, likeness ${best.score.toFixed(2)}`)}`;
}

/** The host of a cell that may hold an address; undefined for what is none. */
function hostOf(cell: string): string | undefined {
  const text = /^https?:\/\//i.test(cell) ? cell : `http://${cell}`;
  const host = URL.canParse(text) ? new URL(text).host : '';
  return /^[a-z0-9]([a-z0-9.-]*\.[a-z0-9-]*[a-z0-9])(:\d+)?$/.test(host) ? host : undefined;
}
