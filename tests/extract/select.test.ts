import { describe, expect, it } from 'vitest';
import { segmentPage } from '../../src/extract/segment.ts';
import { selectPage } from '../../src/extract/select.ts';
import { contextFor, host, learn, newsPages, rulesOf, sitePage } from './select-site.ts';

function select(path: string, html: string, extra: Parameters<typeof contextFor>[1] = {}) {
  return selectPage(segmentPage(html, host + path, { encoding: 'utf-8' }), contextFor(path, extra));
}

const report = `<h1>Аудан әкімінің есебі</h1><p>Жарияланды: 12.03.2019</p>
<p>Әкім өткен жылдың қорытындысы бойынша есеп берді, жиынға екі жүзге жуық тұрғын қатысып, қырықтан астам сұрақ қойды.</p>
<p>Негізгі мәселелер жол жөндеу, ауыз су және балабақшадағы орын жетіспеуі болды, олардың әрқайсысына жауап берілді.</p>`;

describe('selectPage on a page alone', () => {
  const { pages } = select('/news/77', sitePage('Аудан әкімінің есебі', report));

  it('takes the article without menu, title and date line', () => {
    expect(pages).toHaveLength(1);
    expect(pages[0]?.title).toBe('Аудан әкімінің есебі');
    expect(pages[0]?.published).toEqual({ value: '2019-03-12', precision: 'day', source: 'text' });
    expect(pages[0]?.markdown).toMatch(/^Әкім өткен жылдың/);
    expect(pages[0]?.markdown).not.toMatch(/Құжаттар|Жарияланды/);
    expect(pages[0]?.lang).toBe('kk');
    expect(pages[0]?.kind).toBe('news');
  });

  it('takes short dated news for an article, whatever else is listed on the page', () => {
    const short = `<h1>Көпір ашылды</h1><div>12.03.2019, 09:35</div><p>Жаңа көпір бүгін ашылып, екі ауылдың арасы сегіз шақырымға қысқарды, мектеп автобусы енді айналма жолмен жүрмейді.</p>`;
    const items = ['Су құбыры', 'Жаңа мектеп', 'Егін жинау', 'Ардагерлер кеңесі', 'Қыс қамы'];
    const cards = items.map(
      (name, at) =>
        `<div class="zat"><h3><a href="/n/${at}">${name} туралы хабар</a></h3><p>${name} жайлы толық мәлімет осы бетте берілген, оқып шығыңыз.</p></div>`,
    );
    const html = sitePage('Көпір ашылды', `${short}<div>${cards.join('')}</div>`);
    const [page] = select('/news/77', html).pages;
    expect(page?.text).toContain('сегіз шақырымға қысқарды');
    expect(page?.text).not.toContain('толық мәлімет');
  });

  const said = (at: number) =>
    `<dt>Оқырман ${at} 12.03.2019, 1${at}:20</dt><dd><p>${at}-ауылда да жол нашар, көктемде көлік жүре алмай қалады, соны айтқым келді.</p></dd>`;

  it('leaves out what readers say by their bylines, whatever the language', () => {
    const html = sitePage('Аудан әкімінің есебі', `${report}<dl>${said(1)}${said(2)}</dl>`);
    const [page] = select('/news/77', html).pages;
    expect(page?.text).not.toContain('соны айтқым келді');
    expect(page?.text).toContain('балабақшадағы орын');
  });

  it('keeps what is said where nothing else stands behind the headline: a discussion', () => {
    const posts = `<h1>Жол туралы не айтасыз</h1><dl>${said(1)}${said(2)}${said(3)}</dl>`;
    const [page] = select('/forum/7', sitePage('Жол туралы не айтасыз', posts)).pages;
    for (const at of [1, 2, 3]) expect(page?.text).toContain(`${at}-ауылда да жол нашар`);
    expect(page?.text).not.toContain('Құжаттар');
  });

  it('keeps step, rule and reason for each block it leaves out', () => {
    const removed = pages[0]?.removed ?? [];
    expect(removed.find((block) => block.text === 'Аудан әкімінің есебі')).toMatchObject({
      rule: 'headline',
    });
    expect(
      removed.every((block) => block.step !== '' && block.rule !== '' && block.reason !== ''),
    ).toBe(true);
  });

  it('ends the article where readers comment', () => {
    const comments =
      '<h3>Пікірлер (2)</h3><p>Жақсы жаңалық екен, енді жолды да тезірек жөндесе дұрыс болар еді деп ойлаймын.</p>';
    const [page] = select('/news/77', sitePage('Аудан әкімінің есебі', report + comments)).pages;
    expect(page?.text).not.toContain('дұрыс болар еді');
    expect(page?.text).toContain('балабақшадағы орын');
  });
});

describe('selectPage without any word list', () => {
  const named = `${report}<div class="related"><p>Аудан әкімі келесі аптада тағы үш ауылды аралап, тұрғындардың сұрақтарына жауап береді.</p></div>`;

  it('does not know what names of classes say', () => {
    const html = sitePage('Аудан әкімінің есебі', named);
    expect(select('/news/77', html).pages[0]?.text).not.toContain('үш ауылды');
    const [page] = select('/news/77', html, { wordless: true }).pages;
    expect(page?.text).toContain('үш ауылды');
  });

  it('learns from the site alone what its furniture is', () => {
    const pages = newsPages();
    const model = learn(pages);
    for (const [path, html] of pages) {
      const [page] = select(path, html, { model, wordless: true }).pages;
      expect(page?.text).not.toContain('ресми құжатты алмастырмайды');
    }
  });
});

describe('selectPage with the model of its site', () => {
  const pages = newsPages();
  const model = learn(pages);

  it('leaves out what the site repeats, whatever it is called', () => {
    for (const [path, html] of pages) {
      const [page] = select(path, html, { model }).pages;
      expect(page?.text).not.toContain('ресми құжатты алмастырмайды');
      expect(page?.text).not.toContain('Құжаттар');
      expect(page?.markdown).toMatch(
        /\n\n.+ әкімдіктен білуге болады, қабылдау жұма күні өтеді\.\n$/,
      );
    }
  });

  it('keeps a list of links that is new on its page', () => {
    const list = `<h1>Құжаттар</h1><p>Өтініш үлгілерін осы жерден жүктеңіз.</p><ul><li><a href="/f/otinish.doc">Баспанаға өтініш</a></li>
<li><a href="/f/jer.doc">Жер учаскесіне өтініш</a></li><li><a href="/f/komek.pdf">Атаулы көмекке өтініш</a></li></ul>`;
    const [page] = select('/docs', sitePage('Құжаттар', list), { model }).pages;
    expect(page?.markdown).toContain('[Жер учаскесіне өтініш](https://audan.example.kz/f/jer.doc)');
    expect(page?.assets.map((asset) => asset.role)).toEqual(['document', 'document', 'document']);
    expect(page?.kind).toBe('page');
  });

  it('leaves out teasers that announce other pages', () => {
    const teaser =
      '<p><a href="/news/2">Көпір жөндеуден өтті</a><br>Ауыл тұрғындары көптен күткен жұмыс аяқталды, көлік жүре бастады.</p>';
    const [page] = select('/news/77', sitePage('Аудан әкімінің есебі', report + teaser), {
      model,
    }).pages;
    expect(page?.text).not.toContain('көптен күткен');
  });
});

describe('selectPage and the mapping', () => {
  it('lets selectors win over everything', () => {
    const html = sitePage(
      'Бет',
      '<div id="main"><p>Бұл мәтін емес.</p></div><div class="body-0 x"><b>Атауы</b><p>Қажет мәтін осы.</p></div>',
    );
    const rules = rulesOf({
      match: '/page/*',
      body: '.x',
      title: '.x b',
      kind: 'service',
      lang: 'kk',
    });
    const [page] = select('/page/1', html, { rules }).pages;
    expect(page?.text).toContain('Қажет мәтін осы.');
    expect(page?.text).not.toContain('Бұл мәтін емес.');
    expect(page?.kind).toBe('service');
    expect(page?.confidence).toBeGreaterThan(0.9);
  });

  it('reports a selector that matches nothing, with what to do', () => {
    const rules = rulesOf({ match: '/news/*', body: '#jok' });
    const { pages, findings } = select('/news/77', sitePage('Аудан әкімінің есебі', report), {
      rules,
    });
    expect(pages).toHaveLength(1);
    const empty = findings.find((each) => each.code === 'selector-empty');
    expect(empty?.detail).toMatch(/WHAT CHANGED: .*EXPECTED: .*ACTUAL: .*ACTION: /);
  });
});

describe('selectPage on pages that are no content', () => {
  it('makes no page of a password form', () => {
    const body =
      '<h1>Ішкі жиналыс</h1><form><p>Бұл жазба құпиясөзбен қорғалған. Құпиясөз: <input type="password" name="p"></p></form>';
    const { pages, findings } = select('/jabyq', sitePage('Ішкі жиналыс', body));
    expect(pages).toEqual([]);
    expect(findings.map((each) => each.code)).toContain('password-protected');
  });

  it('makes no page of a "not found" that answers 200', () => {
    const { pages, findings } = select(
      '/joq',
      sitePage('Қате 404', '<h1>Бет табылмады</h1><p>Мекенжайды тексеріңіз.</p>'),
    );
    expect(pages).toEqual([]);
    expect(findings.map((each) => each.code)).toContain('soft-404');
  });
});

describe('selectPage and languages', () => {
  const kk =
    '<p>Құрметті тұрғындар, ауданда ауыз су құбыры жөнделуде, сондықтан бейсенбі күні таңнан кешке дейін су берілмейді, алдын ала қор жинап қойыңыздар.</p>';
  const ru =
    '<p>Уважаемые жители, в районе ремонтируют водопровод, поэтому в четверг с утра до вечера воды не будет, просим заранее сделать запас и предупредить соседей.</p>';

  it('splits a page whose blocks fall into runs of two languages', () => {
    const { pages } = select(
      '/su',
      sitePage('Хабарландыру / Объявление', `<h1>Хабарландыру / Объявление</h1>${kk}${ru}`),
    );
    expect(pages.map((page) => [page.lang, page.title])).toEqual([
      ['kk', 'Хабарландыру'],
      ['ru', 'Объявление'],
    ]);
    expect(pages[0]?.text).not.toContain('Уважаемые');
    expect(pages[1]?.text).not.toContain('Құрметті');
  });
});

describe('selectPage on leftovers', () => {
  it('takes shortcodes out and leaves words in brackets', () => {
    const body = `${report}<p>[rev_slider alias="bas"] Есеп [қазақ тілінде] берілді, мәтіні [1] аппаратта сақтаулы тұр және сайтқа да қойылады.</p>`;
    const { pages, findings } = select('/news/77', sitePage('Аудан әкімінің есебі', body));
    expect(pages[0]?.text).toContain('Есеп [қазақ тілінде] берілді, мәтіні [1] аппаратта');
    expect(pages[0]?.text).not.toContain('rev_slider');
    expect(findings.map((each) => each.code)).toContain('leftover-markup');
  });
});
