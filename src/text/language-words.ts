function words(text: string): ReadonlySet<string> {
  return new Set(text.split(/\s+/).filter(Boolean));
}

interface Ending {
  /** An ending begins here, seen from the end of the word. */
  whole: boolean;
  before: Map<number, Ending>;
}

/**
 * Tells words that end in one of these, two letters or more before it. Looked up letter by letter from the end: an
 * expression of sixty alternatives is tried at every letter of a word.
 */
function endings(text: string): (word: string) => boolean {
  const root: Ending = { whole: false, before: new Map() };
  for (const ending of words(text)) {
    let node = root;
    for (let at = ending.length - 1; at >= 0; at--) {
      const code = ending.charCodeAt(at);
      const next = node.before.get(code) ?? { whole: false, before: new Map() };
      node.before.set(code, next);
      node = next;
    }
    node.whole = true;
  }
  return (word) => {
    let node: Ending | undefined = root;
    for (let at = word.length - 1; at >= 2; at--) {
      node = node.before.get(word.charCodeAt(at));
      if (node === undefined) return false;
      if (node.whole) return true;
    }
    return false;
  };
}

/** Russian function words and the most frequent words of official texts; none of them is Kazakh. */
export const russianWords = words(`
  и в на с о об по к ко от до из за для при не что как это или но а у же во со об под над без через
  между после перед про его её их он она они мы вы был была было были будет есть так также который
  которая которые которых этого этой года году лет рублей тенге апреля января февраля марта мая июня
  июля августа сентября октября ноября декабря все всех своих наш ваш чтобы если где когда более
  новости главная контакты город района области города республики казахстана закон приказ работа
  работы граждан населения сегодня`);

/** Kazakh words without any letter of its own alphabet: function words and words of menus and titles. */
export const kazakhWords = words(`
  мен бен пен туралы бойынша жылы жыл жылдар бар осы сол мына бола болды болып болады бас
  басты бет байланыс сайты хабарлама хабарландыру хабарландырулар басшы басшысы басшылар
  тарихы жоспар жоспары шаралар шара ауыл ауылы аудан ауданы облыс облысы облыстык бала
  балалар мектеп орман жазу ашу салу алу беру жасау бару тару сатып сатылым сауда сот есеп
  дала тау бастап адам адамдар халык мемлекет баспа хабар хабары болат болмайды емес ретте
  тал таза таныс орын орны кадрлар жолдар жолы жол басшылык карау сурак сурау жауап парак
  терезе тамыз маусым мамыр баптау баптаулар сатушы жеке ары онда сонда бул бир еки болса
  деп дейди жане ушин`);

/** Endings of inflected Russian words of five letters and more. */
export const russianEndings = endings(`
  ого его ому ему ыми ими ских ский ская ское ские ской ском ного ной ных ный ная ное ные ным ения ение ению
  ением ания ание анию ации ация аций ацию ости ость остью ться тся ется ится лись лась ился ами ями ах ях ов ев
  ей ий ие ия ию ить ать ять еть или ала ило ует ают яют ете ший щий ящий ющий изм ции ция цию ств ства ство
  ству ством ник ники тель тели теля`);

/** Endings of Kazakh words that have no letter of its own: plurals, cases, verbs. */
export const kazakhEndings = endings(`
  лар лер дар дер тар тер лары лері дары тары ларды лерді лардан дан тан нан нен ден тен мен бен пен лау леу дау
  деу тау теу мау меу ады еді ылды ылады ылып ынша сына сында сынан ында ынан ынын ларын малы мелі ушы уші сыз
  сіз лык дык тык ланды ландыру ары паз хана ныз айды йды ып ды ты лы ша`);

/** English function words and the most frequent words of official pages. */
export const englishWords = words(`
  the of and to in a is for on with by at from as are was were be been this that it its an or not will
  have has which their our your all about more than which who we you he she they also into between
  after during new other no can may his her news home contact contacts government ministry republic
  kazakhstan department committee state public services information law development national president
  minister region order documents`);
