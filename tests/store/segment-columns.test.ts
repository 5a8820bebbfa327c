import fc from 'fast-check';
import { expect, it } from 'vitest';
import { segmentPage } from '../../src/extract/segment.ts';
import { packSegment, unpackSegment } from '../../src/store/segments.ts';

const address = 'http://audan.example.kz/zhanalyk/7';

const piece = fc.constantFrom(
  '<h2>Ауыл кітапханасы ашылды</h2>',
  '<h3><a href="/n/2">Жаңа жол</a></h3>',
  '<p>Тұрғындар <b>бірінші</b> қаңтардан <a href="/q?id=1&amp;b=(2)">өтініш</a> бере алады.</p>',
  '<p>1. Бағасы [500] теңге*<br>Мекенжайы: Абай көшесі, 12</p>',
  '<ul><li><a href="/a">Әкім</a></li><li>Аппарат</li><li><a href="/b">Әкім</a></li></ul>',
  '<ol start="3"><li><p>Құжат</p><ul><li>көшірме</li></ul></li></ol>',
  '<table border=1><tr><th>Жыл</th><th>Саны</th></tr><tr><td>2018</td><td>14<br>15</td></tr></table>',
  '<a href="/f"><img src="/i/1.jpg" alt="Ғимарат"></a>',
  '<img src="/i/2.jpg"><img src="/i/3.jpg" alt="[үй]">',
  '<iframe src="https://video.example.kz/embed/5"></iframe>',
  '<form><input name="q"><button>Іздеу</button></form><hr>',
  '<a href="//[бос">сынған</a> <a href="http://audan.example.kz">басты</a> <a href="http://basqa.example.kz/x">өзге</a>',
  '<pre>код  үшін\n  орын</pre>',
  '<div style="display:none">Жасырын <a href="mailto:a@example.kz">хат</a></div>',
  '<div class="s" id="x7"><blockquote>Өсиет</blockquote>👩‍🌾 \ud800</div>',
  '<script type="application/ld+json">{"@type":"NewsArticle","n":[1,null]}</script>',
);

it('gives a segment back as it was, whatever the page holds', () => {
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const segment = segmentPage(`<title>Жаңалық</title><body>${pieces.join('\n')}`, address);
      const whole = JSON.parse(JSON.stringify(segment));
      expect(unpackSegment(packSegment(segment).data)).toEqual(whole);
    }),
  );
});

it('gives equal bytes for equal segments', () => {
  const pack = () => packSegment(segmentPage('<p>Ән мен күй</p>', address));
  expect(pack()).toEqual(pack());
});
