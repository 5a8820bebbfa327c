/** Sentences of a page on the district library, in Kazakh. */
export const librarySentencesKk = [
  'Ауданның орталық кітапханасы биыл көктемде жаңа ғимаратқа көшті.',
  'Бұрынғы үйдің шатыры ағып, қоймадағы кітаптар дымқылданып жататын еді.',
  'Жаңа оқу залында жүзге жуық адам отыра алады, терезелері күншығысқа қарайды.',
  'Балалар бөлімінде ертегілер мен суретті кітаптар бөлек сөреге қойылған.',
  'Оқырмандар кітапты үйіне он бес күнге алып кетеді, мерзімін телефонмен ұзартуға болады.',
  'Шағын ауылдарға айына екі рет жылжымалы кітапхана барады.',
  'Қызметкерлер ескі газет тігінділерін цифрлық көшірмеге айналдырып жатыр.',
  'Өлкетану бөлмесінде жергілікті ақындардың қолжазбалары сақтаулы тұр.',
  'Сенбі сайын жасөспірімдерге арналған әңгіме үйірмесі жиналады.',
  'Мұғалімдер сабақ жоспарын осында құрып, көрнекі құралдарды басып шығарады.',
  'Үлкен кісілерге компьютермен жұмыс істеуді ерікті студенттер үйретеді.',
  'Кітап сыйлағысы келгендер оны кіреберістегі үстелге қалдыра алады.',
  'Келер жылы аулада жазғы оқу алаңы ашылады деп күтілуде.',
  'Көшпелі көрмелер музеймен бірге ұйымдастырылады, оған кіру тегін.',
  'Жөндеу жұмысын жергілікті құрылысшылар бір жарым жылда аяқтады.',
  'Өртке қарсы құрал-жабдық пен ыстық су жүйесі толық жаңартылды.',
];

/** Sentences of a page on flood protection, in Russian. */
export const floodSentencesRu = [
  'Весной река выше посёлка поднимается за одну ночь, поэтому к паводку готовятся с осени.',
  'Вдоль левого берега отсыпали вал из щебня и глины, который защищает нижние улицы.',
  'Дежурные спасатели проверяют водопропускные трубы и вывозят скопившийся лёд.',
  'Жители низин получают памятку о том, какие вещи собрать заранее и куда идти.',
  'В школе оборудован пункт сбора, там есть печь, вода и тёплые одеяла.',
  'Катера и насосы хранятся на складе дорожной службы и выдаются по первому звонку.',
  'Скот перегоняют на верхние пастбища, как только гидрологи объявляют опасный уровень.',
  'Старый мост разобрали, потому что его опоры задерживали льдины.',
  'Новый переход стоит на двух высоких устоях и пропускает самую большую воду.',
  'Каждый год учения проходят в марте, в них участвуют пожарные, врачи и связисты.',
  'Сигнал тревоги подают сиреной, после чего надо включить местное радио.',
  'После спада воды комиссия осматривает дома и записывает ущерб со слов хозяев.',
  'Колодцы обеззараживают, а воду из них пьют только после повторной пробы.',
  'Подвалы просушивают медленно, чтобы стены не дали трещин.',
  'Садоводы просят углубить старый арык, который отводит талую воду в степь.',
  'Совет старейшин помнит разлив, при котором лодки стояли у самого клуба.',
];

/** Sentences of a page on the weather station, in English. */
export const weatherSentencesEn = [
  'The weather station stands on a low hill where the wind is never blocked by buildings.',
  'Observers read the thermometers every three hours and write the figures in a paper journal.',
  'Snow depth is measured with wooden rods along a path that crosses the whole valley.',
  'Farmers call the station before sowing, because a late frost can destroy a young crop.',
  'The oldest journal in the archive was kept by a teacher who came here from the coast.',
  'A mast with a new sensor was raised last summer by a team of students.',
  'Pilots of small aircraft ask for the height of clouds and the direction of gusts.',
];

/** Joins sentences to one text of paragraphs, three sentences each. */
export function prose(sentences: readonly string[]): string {
  const paragraphs: string[] = [];
  for (let at = 0; at < sentences.length; at += 3) {
    paragraphs.push(sentences.slice(at, at + 3).join(' '));
  }
  return paragraphs.join('\n\n');
}

/** The text with the word at each place (modulo the number of words) replaced. */
export function edited(text: string, places: readonly number[], word: string): string {
  const words = text.split(' ');
  for (const place of places) words[place % words.length] = word;
  return words.join(' ');
}
