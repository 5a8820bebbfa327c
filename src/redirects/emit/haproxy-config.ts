import { UserError } from '../../errors.ts';
import type { HostWide } from '../host-wide.ts';
import { goneValue, noneValue } from './answers.ts';
import type { ServedFile } from './closed-site.ts';
import { longestRequest } from './haproxy-form.ts';
import type { Normalisation, Step } from './haproxy-steps.ts';

/** Most octets of a file that HAProxy answers with: its buffer of 16 KiB less room for headers. */
export const longestAnswer = 14_000;

/** Where the files will lie, and how redirects are answered. */
export interface HaproxyConfig {
  agency: string;
  /** Absolute folder of the emitted files on the server, without a slash at its end. */
  directory: string;
  /** Addresses of `bind`. */
  listen: readonly string[];
  status: 301 | 302;
  /** Also read the targets that the portal has not named, and answer them with 302. */
  provisional: boolean;
}

/** Refuses folders and addresses that could not stand in the configuration bare. */
export function checkHaproxyConfig({ directory, listen }: HaproxyConfig): void {
  if (!/^(?:\/[A-Za-z0-9._-]+)+$/.test(directory)) {
    throw new UserError(
      `The folder ${directory} on the server must be an absolute path of letters, digits, dots, dashes and underscores.`,
    );
  }
  const bad = listen.find((one) => !/^[A-Za-z0-9.:[\]*_-]+$/.test(bindAddress(one)));
  if (bad !== undefined) throw new UserError(`${bad} is no address for HAProxy to listen on.`);
}

/** Name of the backend that answers for an agency. */
export function backendName({ agency }: Pick<HaproxyConfig, 'agency'>): string {
  return `kosh_${agency}`;
}

/** What the backend answers beside the rows of the maps. */
export interface BackendAnswers {
  /** Files at paths of a canonical host. */
  served: { host: string; file: ServedFile }[];
  hostWide: readonly HostWide[];
}

/** The backend that answers for an agency: it normalises the request, looks it up and answers by itself, without a server. */
export function backendLines(
  config: HaproxyConfig,
  normalisation: Normalisation,
  { served, hostWide }: BackendAnswers,
): string[] {
  const { directory, status } = config;
  const lookUp = (from: string, map: string) =>
    `  http-request set-var(txn.kosh_to) var(txn.${from}),map_str(${directory}/${map})`;
  const found = '{ var(txn.kosh_to) -m found }';
  const gone = page(config, 410, `{ var(txn.kosh_to) -m str ${goneValue} }`);
  return [
    'global',
    '  # normalize-uri is called experimental; it has stood unchanged since HAProxy 2.4.',
    '  expose-experimental-directives',
    '',
    `backend ${backendName(config)}`,
    '  mode http',
    '  timeout connect 5s',
    '  timeout server 5s',
    page(config, 404, `{ url,length gt ${longestRequest} }`),
    ...keyLines(config, normalisation),
    ...served.map(
      ({ host, file }) =>
        `  http-request return status 200 content-type ${file.type} file ${directory}/${file.file} if { var(txn.kosh_host) -m str ${host} } { var(txn.kosh_path) -m str ${file.path} }`,
    ),
    lookUp('kosh_key', 'redirects.map'),
    gone,
    page(config, 404, `{ var(txn.kosh_to) -m str ${noneValue} }`),
    moved(status, '%[var(txn.kosh_to)]', found),
    ...(config.provisional
      ? [
          '  # Targets that the portal has not named yet: never for good.',
          lookUp('kosh_key', 'provisional.map'),
          moved(302, '%[var(txn.kosh_to)]', found),
        ]
      : []),
    ...(hostWide.length > 0
      ? [
          '  # Hosts with one answer for all that nothing else decides.',
          lookUp('kosh_host', 'host-wide.map'),
          gone,
          moved(status, '%[var(txn.kosh_to)]', found),
          lookUp('kosh_host', 'host-wide-paths.map'),
          moved(status, '%[var(txn.kosh_to)]%[var(txn.kosh_raw)]', `${found} ${asciiRequest}`),
          moved(status, '%[var(txn.kosh_to)]%[var(txn.kosh_rest)]', found),
        ]
      : []),
    page(config, 404),
  ];
}

/** Requests that may follow a target as they stand. */
const asciiRequest = '{ var(txn.kosh_raw) -m reg ^/[]A-Za-z0-9._~:/?@!$&()*+,;=%[-]*$ }';

function page({ directory }: HaproxyConfig, status: 404 | 410, condition?: string): string {
  const file = status === 410 ? 'gone.html' : 'not-found.html';
  return `  http-request return status ${status} content-type "text/html; charset=utf-8" file ${directory}/${file}${condition === undefined ? '' : ` if ${condition}`}`;
}

function moved(status: 301 | 302, location: string, condition: string): string {
  const cached = status === 301 ? ' hdr cache-control "max-age=3600"' : '';
  return `  http-request return status ${status} hdr location "${location}"${cached} if ${condition}`;
}

/** Brings the request to its form, in `txn.kosh_key`. */
function keyLines({ directory }: HaproxyConfig, { path, query }: Normalisation): string[] {
  const converted = (from: string, steps: readonly Step[]) =>
    `'${[from, ...steps.map(converter)].join(',')}'`;
  return [
    '  http-request set-var(txn.kosh_raw) pathq',
    '  # The canonical host: of the name with its port, else of the name alone.',
    ...hostNames.map(
      (name) =>
        `  http-request set-var(txn.kosh_host) '${name},map_str(${directory}/hosts.map)' if !{ var(txn.kosh_host) -m found }`,
    ),
    '  # The path: dot segments, sessions, slashes and default documents taken away, one way to escape.',
    `  http-request set-var(txn.kosh_path) ${converted('path', path.open)}`,
    '  http-request set-path "%[var(txn.kosh_path)]"',
    '  http-request normalize-uri path-strip-dot',
    '  http-request normalize-uri path-strip-dotdot full',
    `  http-request set-var(txn.kosh_path) ${converted('path', path.close)}`,
    '  # The query: only parameters that choose content, sorted by name.',
    `  http-request set-var(txn.kosh_query) ${converted('query', query.open)}`,
    '  http-request set-query "%[var(txn.kosh_query)]"',
    '  http-request normalize-uri query-sort-by-name',
    `  http-request set-var(txn.kosh_query) ${converted('query', query.close)}`,
    '  http-request set-var(txn.kosh_rest) var(txn.kosh_path)',
    '  http-request set-var(txn.kosh_rest) var(txn.kosh_path),concat(?,txn.kosh_query) if { var(txn.kosh_query),length gt 0 }',
    '  http-request set-var(txn.kosh_key) var(txn.kosh_host),concat(,txn.kosh_rest)',
  ];
}

/** A frontend for one agency, or for all; names of none get what is not found from the backend of `agency`. */
export function frontendLines(
  name: string,
  config: Pick<HaproxyConfig, 'agency' | 'directory' | 'listen'>,
): string[] {
  return [
    `frontend kosh_in_${name}`,
    '  mode http',
    '  timeout client 30s',
    '  timeout http-request 10s',
    ...config.listen.map((one) => `  bind ${bindAddress(one)}`),
    '  # Old links hold letters that nobody escaped.',
    '  option accept-invalid-http-request',
    ...useBackendLines(`${config.directory}/backends.map`),
    '  # Other names get its page of what is not found.',
    `  default_backend ${backendName(config)}`,
  ];
}

/** Chooses the agency by the Host header, by the name with its port before the name alone. */
function useBackendLines(map: string): string[] {
  return hostNames.map(
    (name) =>
      `  use_backend '%[${name},map_str(${map})]' if { '${name},map_str(${map})' -m found }`,
  );
}

/** The Host header as the maps name hosts: without root dot and the ports of http and https, then without any port. */
const hostNames = [
  'req.hdr(host),lower,regsub("[.]?(?::(?:80|443))?$",""),regsub("[.]:",":")',
  'req.hdr(host),lower,field(1,:),regsub("[.]$","")',
];

/** A host name as keys of the maps: as `hostNames` reads it. */
export function hostKey(name: string): string {
  return name.replace(/:(?:80|443)$/, '');
}

function bindAddress(listen: string): string {
  return /^\d+$/.test(listen) ? `:${listen}` : listen;
}

/** A step in HAProxy's language; it stands between single quotes, its words between double ones. */
function converter(step: Step): string {
  switch (step.kind) {
    case 'sub':
      return `regsub("${step.pattern}","${step.by}"${step.flags === '' ? '' : `,${step.flags}`})`;
    case 'decode':
      return step.plus ? 'url_dec(1)' : 'url_dec';
    case 'encode':
      return 'url_enc';
    case 'lower':
      return 'lower';
  }
}
