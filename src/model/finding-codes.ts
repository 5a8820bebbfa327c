/** How much a finding matters: kosh may have lost something, the site's own fault, good to know. */
export const severities = ['error', 'warning', 'info'] as const;

type Severity = (typeof severities)[number];

/**
 * Every finding kosh can make: severity and what a person should do.
 * error: kosh may have lost something; warning: the site's own fault; info: worth knowing.
 */
export const findingCodes = {
  'fetch-failed': {
    severity: 'error',
    advice: 'Try again with: kosh crawl --retry-failed. If it stays, ask the agency for the page.',
  },
  'http-error': {
    severity: 'warning',
    advice: 'The site links to an address that answers with an error. Nothing to carry over.',
  },
  'record-damaged': {
    severity: 'error',
    advice:
      'A record of an archive that was taken in is not whole. Get another copy of the file, or crawl the address.',
  },
  'revisit-unresolved': {
    severity: 'error',
    advice:
      'A record refers to a capture that is in none of the archives taken in. Ingest the archive that holds it, then this one again.',
  },
  'records-skipped': {
    severity: 'info',
    advice:
      'Records of an archive that was taken in are not of this agency, or no pages. Add the host to the mapping if it is one of its own.',
  },
  'page-gone': {
    severity: 'warning',
    advice:
      'An earlier crawl had an answer here, a later one an error. The earlier content is kept. If its owner withdrew it, say so in the mapping: a rule with ignore and a reason.',
  },
  'server-error': {
    severity: 'error',
    advice: 'The server failed on this address. Try again with: kosh crawl --retry-failed.',
  },
  'robots-disallowed': {
    severity: 'info',
    advice:
      'robots.txt forbids this address. Override it in the mapping, with a reason, if it holds content.',
  },
  'robots-overridden': {
    severity: 'info',
    advice:
      'The mapping overrides robots.txt, with this reason. Take it out (crawl.ignoreRobots) when it no longer holds.',
  },
  'hours-overridden': {
    severity: 'info',
    advice: 'A person crawled outside the hours of the mapping. Nothing to do.',
  },
  'robots-unreachable': {
    severity: 'error',
    advice: 'robots.txt could not be read, so nothing of this host was fetched. Crawl again later.',
  },
  'host-unreachable': {
    severity: 'error',
    advice:
      'The host did not answer. Check the host name and connectTo in the mapping, and crawl again.',
  },
  'tls-refused': {
    severity: 'error',
    advice:
      "The site's certificate or protocol is at fault, so nothing was asked of it. Tell the agency, or allow the fault under crawl.tls in the mapping, with a reason.",
  },
  'tls-exception': {
    severity: 'info',
    advice: "A fault of the site's TLS was excused, as the mapping says.",
  },
  'login-refused': {
    severity: 'error',
    advice:
      'The site did not accept the login of the mapping. Check user, password and cookie file, and try again with: kosh crawl --retry-failed.',
  },
  'cookie-wanted': {
    severity: 'error',
    advice:
      'The site sends visitors without cookies in a circle. Set crawl.cookies: true in the mapping, then: kosh crawl --recrawl.',
  },
  'body-truncated': {
    severity: 'error',
    advice: 'The body was cut. Raise the limit in kosh.yaml or crawl again.',
  },
  'length-mismatch': {
    severity: 'warning',
    advice:
      'The server sends more than it announces; browsers drop the rest too. Compare some pages with the original.',
  },
  'redirect-loop': {
    severity: 'warning',
    advice:
      'The site redirects in a circle. If a browser opens the page, it wants cookies: see crawl.cookies in the mapping.',
  },
  'redirect-outside': { severity: 'info', advice: 'The address leads to another site.' },
  'charset-mismatch': {
    severity: 'info',
    advice: 'The declared charset is wrong; the bytes decided.',
  },
  'charset-unsure': {
    severity: 'warning',
    advice: 'The bytes cannot tell the charset of the page. Compare its text with the original.',
  },
  'charset-damaged': {
    severity: 'warning',
    advice:
      'The page mixes charsets, holds broken characters, or was encoded twice on the site. Compare its text with the original.',
  },
  'trap-suspended': {
    severity: 'warning',
    advice:
      'An endless template was suspended. Look at its samples; include it in the mapping if it holds content.',
  },
  'same-content': {
    severity: 'info',
    advice:
      'Addresses that differ only in this part showed the same page, so one of them is captured. If they hold content of their own, name the parameter in significantParameters or include them.',
  },
  'page-limit': {
    severity: 'error',
    advice: 'The crawl stopped at its page limit. Raise it in the mapping.',
  },
  'out-of-scope': { severity: 'info', advice: 'Not in the scope of the mapping.' },
  'alias-differs': {
    severity: 'warning',
    advice:
      'An alias host serves other content than its canonical host. Make it a host of its own in the mapping.',
  },
  'soft-404': {
    severity: 'warning',
    advice: 'The page says "not found" with status 200. Nothing to carry over.',
  },
  'script-shell': {
    severity: 'error',
    advice:
      'The page is built by JavaScript, which kosh does not run. Crawl it with a browser (browsertrix-crawler, archiveweb.page) and take in what that saved: kosh ingest <agency> <file.wacz>. Or name a version without JavaScript (print, mobile, feed) as a seed in the mapping.',
  },
  'empty-page': {
    severity: 'warning',
    advice:
      'No content was found on the page. Look at it; add a selector to the mapping if it has some.',
  },
  'picture-in-page': {
    severity: 'warning',
    advice:
      'A picture stands in the page itself instead of a file and was not carried over. Save it by hand.',
  },
  'page-failed': {
    severity: 'error',
    advice: 'The page could not be cut within its time and memory. Carry it over by hand.',
  },
  'page-simplified': {
    severity: 'warning',
    advice:
      'The markup was too deep or too long and was flattened. Compare the page with the original.',
  },
  'no-own-content': {
    severity: 'info',
    advice:
      'The page holds nothing of its own: a calendar, a notice, a form. If it is content, name its kind in the mapping.',
  },
  'personal-data': {
    severity: 'warning',
    advice:
      'The page holds data of private persons and waits: it is no item yet. Look at it; then leave it out (a rule with ignore) or allow it (personalData with a reason) in the mapping.',
  },
  'low-confidence': {
    severity: 'warning',
    advice: 'Content was chosen with low confidence. Compare the page with the original.',
  },
  'title-missing': {
    severity: 'warning',
    advice: 'No title was found. Add a selector to the mapping.',
  },
  'date-missing': {
    severity: 'warning',
    advice: 'A news item without a date. Add a selector to the mapping.',
  },
  'language-unsure': {
    severity: 'warning',
    advice: 'The language could not be told. Name it in the mapping.',
  },
  'language-mixed': {
    severity: 'warning',
    advice: 'Two languages on one page could not be split. Split it by hand.',
  },
  'selector-empty': {
    severity: 'error',
    advice:
      'A selector of the mapping matched nothing on a page its rule covers. Correct the selector.',
  },
  'password-protected': {
    severity: 'info',
    advice: 'The page asks for a password; no content was taken.',
  },
  'part-missing': {
    severity: 'error',
    advice: 'A part of a page in several parts was not captured. Crawl again.',
  },
  'leftover-markup': {
    severity: 'info',
    advice: 'Shortcodes of a removed plug-in were taken out of the text.',
  },
  'asset-missing': {
    severity: 'warning',
    advice: 'A picture or file that the page uses could not be fetched. Ask the agency for it.',
  },
  'link-dead': {
    severity: 'warning',
    advice: 'A link of the content leads nowhere. The text is kept.',
  },
  'spelling-differs': {
    severity: 'error',
    advice:
      'Two addresses share one key but show different text. Name the significant parameters in the mapping.',
  },
  untranslated: {
    severity: 'warning',
    advice: 'The page of this language holds the text of another one. Have it translated.',
  },
  'version-missing': {
    severity: 'warning',
    advice: 'The item has no version in a language the site has. Have it translated.',
  },
  'script-differs': {
    severity: 'warning',
    advice:
      'A Kazakh page in other letters says something else than the page that stands for both. Check which is newer, and what the portal would lose.',
  },
  'cyrillic-missing': {
    severity: 'warning',
    advice:
      'The Kazakh text exists in Latin or Arabic letters only, and moves as it is. Have it written in Cyrillic.',
  },
  'pairing-unsure': {
    severity: 'warning',
    advice: 'Language versions were joined on weak evidence. Check the pair.',
  },
  'pair-impossible': {
    severity: 'warning',
    advice:
      'A pair of language versions that a person made cannot be kept beside the others. Take one of the verdicts back.',
  },
  'copy-differs': {
    severity: 'info',
    advice: 'A copy differs from the copy that was chosen. Check the difference.',
  },
  'better-copy': {
    severity: 'info',
    advice:
      'The copy of a shared item was chosen by an earlier run and stays; another would be chosen today. See: kosh shared show.',
  },
  'repost-changed': {
    severity: 'info',
    advice:
      'News of another agency were taken over with changes, so they stay news of this agency. Join them when the changes do not matter: kosh shared merge.',
  },
  'agency-twice': {
    severity: 'warning',
    advice:
      'Nearly all that the agency holds stands in another one too. When they are one, delete one mapping and name its id under former in the other.',
  },
  'verdict-unreached': {
    severity: 'warning',
    advice:
      'What a person decided about shared items or copies is about something that is not there any more. Take it back with --undo, or decide again: kosh shared.',
  },
  'shared-undecided': {
    severity: 'info',
    advice:
      'Several agencies hold this item. Look at it with kosh shared show, then: kosh shared adopt or kosh shared refuse.',
  },
  'html-removed': {
    severity: 'info',
    advice: 'Markup that is not allowed on the portal was removed.',
  },
  'target-missing': {
    severity: 'info',
    advice:
      'A list, or a page of nothing of its own, has no target: it will answer 404. Name the portalSection of lists in a rule of the mapping.',
  },
  'key-collision': {
    severity: 'warning',
    advice:
      'Two addresses differ only in letter case, which nginx cannot tell apart. Choose one in the mapping.',
  },
  'loop-across-agencies': {
    severity: 'error',
    advice:
      'Decisions of several agencies lead in a circle. Give one of the addresses a target of its own in its mapping.',
  },
  'chain-lost': {
    severity: 'warning',
    advice:
      'An old address leads to an address of another agency that has no target. Decide that one, or name a target in the mapping.',
  },
  'rule-shadows': {
    severity: 'warning',
    advice:
      'A pattern of the mapping answers for addresses that have decisions of their own. Make it narrower, or a fallback, unless that is meant.',
  },
  'rule-unreached': {
    severity: 'warning',
    advice: 'A pattern of the mapping answers for no address. Correct it, or take it out.',
  },
  'host-wide-suggested': {
    severity: 'info',
    advice:
      'Most pages of the host are thin or copies. One answer for the whole host (hostWide in the mapping) may serve its readers as well.',
  },
  'archive-without-template': {
    severity: 'error',
    advice:
      'The decision archive needs the address of archived copies. Set archiveTemplate in kosh.yaml.',
  },
  'redirect-chain': {
    severity: 'warning',
    advice: 'A redirect leads to an address that redirects again. Name the last address instead.',
  },
  'decision-died': {
    severity: 'error',
    advice:
      'What a person decided can no longer be carried out: its host left the mapping, its target is no longer allowed, or its key is now that of a newer decision. Decide again: kosh redirects set.',
  },
  'decision-lapsed': {
    severity: 'warning',
    advice:
      'A person left this page behind, and it has changed since, so it is carried over again. Look at it, and decide again: kosh redirects set.',
  },
  'decision-unreached': {
    severity: 'error',
    advice:
      'Key rules of the mapping changed (parameters, aliases, charset, letter case), and addresses lost the decision a person made for them. Name the parameter in significantParameters again, or decide for the new keys: kosh redirects set.',
  },
  'decisions-merged': {
    severity: 'error',
    advice:
      'Key rules of the mapping changed, and decisions for different pages contradict each other under one key. Keep one of them, or name the parameter that tells the pages apart.',
  },
  'row-refused': {
    severity: 'error',
    advice: 'A redirect row cannot be represented safely. See the detail.',
  },
  'block-shared': {
    severity: 'info',
    advice:
      'Blocks that many agencies hold were taken out of this page, or replaced by a link to the shared item. To keep one: kosh shared blocks keep, or shared.blocks in the mapping.',
  },
  'block-kept': {
    severity: 'warning',
    advice:
      'A shared block that was to go stays: nothing of the page would be left, or what stands around it would read differently. Look at the page; name what to remove in the mapping (rules, remove) if it must go.',
  },
  'check-fault': {
    severity: 'error',
    advice:
      'The server that was checked answers an old address otherwise than decided, or its target is not there. Put the tables of today on the server, correct the target, and check again: kosh redirects check.',
  },
  'check-doubt': {
    severity: 'warning',
    advice:
      'The page that an old address leads to has another title than the old one, or shows nothing without a browser. Look at both.',
  },
} as const satisfies Record<string, { severity: Severity; advice: string }>;
