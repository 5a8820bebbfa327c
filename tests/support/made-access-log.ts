import { closeSync, openSync, writeSync } from 'node:fs';

const requisites = 200;
const pages = 60_000;
const agents = 400;
const days = 30;

/**
 * Writes a combined log of a month as a site of 60,000 pages leaves it, the same for the same seed: six of ten requests are for styles,
 * scripts and pictures of the layout, the pages are asked for as Zipf has it, one of fifty addresses is asked for
 * once (tracking, made-up ones), a tenth of the requests is of programs, and what is missing is missing each time.
 */
export function writeAccessLog(file: string, lines: number, seed = 1048): void {
  const random = seeded(seed);
  const handle = openSync(file, 'w');
  let text = '';
  for (let n = 0; n < lines; n++) {
    text += `${line(n, lines, random)}\n`;
    if (text.length < 1 << 20) continue;
    writeSync(handle, text);
    text = '';
  }
  writeSync(handle, text);
  closeSync(handle);
}

function line(n: number, lines: number, random: () => number): string {
  const [target, status] = asked(n, random);
  const client = `${1 + pick(random, 200)}.${pick(random, 256)}.${pick(random, 256)}.${pick(random, 256)}`;
  const from = random() < 0.4 ? '-' : `http://sarkol.gov.kz/ru/news/${pick(random, 900)}/`;
  const agent = agentName(pick(random, agents));
  return `${client} - - [${time(n / lines)}] "GET ${target} HTTP/1.1" ${status} ${pick(random, 90_000)} "${from}" "${agent}"`;
}

function asked(n: number, random: () => number): [target: string, status: number] {
  const kind = random();
  if (kind < 0.6) {
    const one = pick(random, requisites);
    return one % 2 === 0
      ? [`/bitrix/templates/main/css/part_${one}.css?15421${one}`, 200]
      : [`/bitrix/templates/main/images/icon_${one}.png`, 304];
  }
  if (kind < 0.62) return [`/ru/search/?q=${n}&utm_source=mail`, 404];
  const page = Math.floor(pages ** random()) - 1;
  const status = page % 12 === 7 ? 404 : page % 50 === 3 ? 301 : 200;
  return [pageTarget(page), status];
}

function pageTarget(page: number): string {
  if (page % 4 === 0) return `/ru/news/${page}/`;
  if (page % 4 === 1) return `/page.php?page_id=${page}&lang=1`;
  if (page % 4 === 2)
    return `/kz/%D0%B6%D0%B0%D2%A3%D0%B0%D0%BB%D1%8B%D2%9B%D1%82%D0%B0%D1%80/${page}/`;
  return `/upload/iblock/${(page * 7919).toString(16)}/bujryq_${page}.pdf`;
}

function agentName(agent: number): string {
  return agent % 10 === 0
    ? `Mozilla/5.0 (compatible; YandexBot/3.${agent}; +http://yandex.com/bots)`
    : `Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${80 + (agent % 40)}.0.${4000 + agent}.${agent % 200} Safari/537.36`;
}

function time(share: number): string {
  const second = Math.floor(share * days * 86_400);
  const two = (value: number) => String(value).padStart(2, '0');
  const clock = [second / 3600, second / 60, second].map((value, index) =>
    two(Math.floor(value) % (index === 0 ? 24 : 60)),
  );
  return `${two(1 + Math.floor(second / 86_400))}/Nov/2026:${clock.join(':')} +0500`;
}

function pick(random: () => number, below: number): number {
  return Math.floor(random() * below);
}

/** Numbers from 0 to 1 of a linear congruential generator (Numerical Recipes). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
