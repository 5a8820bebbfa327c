import { count } from './figures.ts';
import { html, type Markup } from './markup.ts';

/** Numbers the picture of the pipeline shows below its steps. */
export interface PipelineNumbers {
  addresses: number;
  captures: number;
  pages: number;
  items: number;
  files: number;
  redirects: number;
}

/** The way from the old sites to the portal as a picture, with what each step made. */
export function pipelinePicture(numbers: PipelineNumbers): Markup {
  const steps: [step: string, does: string, made: string][] = [
    ['crawl', 'fetch every page once', `${count(numbers.addresses)} addresses`],
    ['segment', 'cut pages into blocks', `${count(numbers.captures)} captures`],
    ['select', 'keep what is content', `${count(numbers.pages)} pages`],
    ['dedupe', 'join copies, languages', `${count(numbers.items)} items`],
    ['redirects', 'answer old addresses', `${count(numbers.redirects)} decided`],
    ['bundle', 'package for the portal', `${count(numbers.files)} files`],
  ];
  return html`<svg class="flow" viewBox="0 0 1180 104" role="img" aria-label="${steps.map(([step, , made]) => `${step}: ${made}`).join('; ')}">${steps.map(drawn)}</svg>`;
}

function drawn([step, does, made]: readonly [string, string, string], index: number): Markup {
  const left = 1 + index * 202;
  const middle = left + 84;
  const arrow =
    index === 0
      ? undefined
      : html`<path d="M${left - 32} 47H${left - 8}"></path><path class="tip" d="M${left - 10} 42l8 5-8 5z"></path>`;
  return html`${arrow}<rect x="${left}" y="2" width="168" height="90" rx="8"></rect><text class="step" x="${middle}" y="29">${step}</text><text x="${middle}" y="50">${does}</text><text class="made" x="${middle}" y="76">${made}</text>`;
}
