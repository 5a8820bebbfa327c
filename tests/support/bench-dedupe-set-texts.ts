import type { Language } from '../../src/model/language.ts';
import type { Random } from './bench-dedupe-random.ts';

/** What sites put under every page: sharing it makes no two pages copies. */
export const notices: Record<Language, readonly string[]> = {
  kk: [
    'Осы сайттағы барлық материалдардың авторлық құқығы қорғалған. Мәтіндер мен суреттерді көшіріп басқан кезде дереккөзге белсенді сілтеме жасау міндетті. Сайт әкімшілігі жарнамалық хабарламалардың мазмұнына және үшінші тұлғалардың пікірлеріне жауап бермейді. Жеке деректер Қазақстан Республикасының дербес деректер туралы заңнамасына сәйкес өңделеді және олар өтінішке жауап беру үшін ғана пайдаланылады. Қате байқасаңыз, оны белгілеп, редакцияға жіберіңіз.',
    'Мемлекеттік органның ресми интернет-ресурсы. Ресурсты ақпараттандыру бөлімі сүйемелдейді. Жарияланған нормативтік құжаттар анықтама ретінде берілген, ресми мәтін үшін эталондық бақылау банкіне жүгініңіз. Сайттың жұмысы туралы ұсыныстарды кері байланыс нысаны арқылы қабылдаймыз, жауап бес жұмыс күні ішінде беріледі.',
  ],
  ru: [
    'Все права на материалы, размещённые на этом сайте, охраняются законом. При перепечатке текстов и снимков активная ссылка на источник обязательна. Администрация сайта не отвечает за содержание рекламных сообщений и за мнения третьих лиц. Персональные данные обрабатываются по законодательству Республики Казахстан о персональных данных и нужны только для ответа на обращение. Если вы заметили ошибку, выделите её и отправьте в редакцию.',
    'Официальный интернет-ресурс государственного органа. Сопровождение ресурса ведёт отдел информатизации. Нормативные документы опубликованы для справки, за официальным текстом следует обращаться в эталонный контрольный банк. Предложения о работе сайта принимаются через форму обратной связи, ответ даётся в течение пяти рабочих дней.',
  ],
  en: [
    'All materials published on this website are protected by copyright. When texts or pictures are reprinted an active link to the source is required. The administration of the website is not responsible for the contents of advertisements or for opinions of third parties. Personal data are processed under the law of the Republic of Kazakhstan on personal data and are used only to answer an appeal. If you have noticed a mistake, please mark it and send it to the editors.',
    'This is the official internet resource of a state body. The resource is maintained by the department of information. Legal acts are published for reference only, the official text is kept by the reference bank of legal acts. Suggestions about the work of the website are accepted through the feedback form and answered within five working days.',
  ],
};

const menuEntries: Record<Language, string> = {
  kk: 'Басты бет|Әкімдік туралы|Басшылық|Құрылым|Аппарат|Ауылдық округтер|Мәслихат|Жаңалықтар|Хабарландырулар|Бейнежазбалар|Фотогалерея|Мемлекеттік қызметтер|Электрондық үкімет|Азаматтарды қабылдау|Өтініштер|Сыбайлас жемқорлыққа қарсы іс-қимыл|Мемлекеттік сатып алу|Бюджет|Статистика|Әлеуметтік қолдау|Білім беру|Денсаулық сақтау|Мәдениет және спорт|Ауыл шаруашылығы|Кәсіпкерлік|Жер қатынастары|Сәулет|Тұрғын үй|Жұмыспен қамту|Бос орындар|Нормативтік құжаттар|Қаулылар|Мемлекеттік рәміздер|Аудан тарихы|Құрметті азаматтар|Байланыс|Сайт картасы|Нашар көретіндерге арналған нұсқа',
  ru: 'Главная|Об акимате|Руководство|Структура|Аппарат|Сельские округа|Маслихат|Новости|Объявления|Видеозаписи|Фотогалерея|Государственные услуги|Электронное правительство|Приём граждан|Обращения|Противодействие коррупции|Государственные закупки|Бюджет|Статистика|Социальная поддержка|Образование|Здравоохранение|Культура и спорт|Сельское хозяйство|Предпринимательство|Земельные отношения|Архитектура|Жилищный фонд|Занятость|Вакансии|Нормативные документы|Постановления|Государственные символы|История района|Почётные граждане|Контакты|Карта сайта|Версия для слабовидящих',
  en: 'Home|About the akimat|Leadership|Structure|Office|Rural districts|Maslikhat|News|Announcements|Video|Photo gallery|Public services|Electronic government|Reception of citizens|Appeals|Fight against corruption|Public procurement|Budget|Statistics|Social support|Education|Health care|Culture and sports|Agriculture|Business|Land relations|Architecture|Housing|Employment|Vacancies|Legal acts|Resolutions|State symbols|History of the district|Honorary citizens|Contacts|Site map|Version for the visually impaired',
};

/** A site's menu of `count` entries, the same of every site that bought it, one a line. */
export function menuOf(lang: Language, count: number): string {
  return menuEntries[lang].split('|').slice(0, count).join('\n');
}

interface Form {
  title: string;
  text: string;
}

const forms: Record<Language, readonly Form[]> = {
  kk: [
    {
      title: '{place} ауылдық округінде {post} лауазымына конкурс',
      text: '{place} ауылдық округі әкімінің аппараты {post} бос лауазымына орналасуға конкурс жариялайды. Лауазымдық айлықақы {sum} теңгеден {sum} теңгеге дейін. Құжаттар {day} {month} мен {day} {month} аралығында {street} көшесі, {number} мекенжайы бойынша, {number} кабинетте қабылданады. Әңгімелесу {day} {month} сағат {hour} басталады. Анықтама телефоны {phone}, жауапты маман {name}. Қатысушылар білімі туралы дипломның көшірмесін, еңбек кітапшасын, денсаулығы туралы анықтаманы және екі фотосурет тапсырады.',
    },
    {
      title: '{place} ауылында электр жарығы өшіріледі',
      text: 'Құрметті {place} ауылының тұрғындары! {day} {month} күні сағат {hour} бастап {hour} дейін {street} және {street} көшелерінде электр жарығы өшіріледі. Себебі № {number} қосалқы станцияда жоспарлы жөндеу жүргізіледі, жұмысты {name} басқаратын бригада орындайды. Ұзындығы {number} шақырым желі ауыстырылады, оған бюджеттен {sum} теңге бөлінген. Сұрақтар бойынша {phone} нөміріне хабарласыңыз. Тұрмыстық құралдарды алдын ала ток көзінен ажыратуды сұраймыз.',
    },
  ],
  ru: [
    {
      title: 'Конкурс на должность: {post}, {place}',
      text: 'Аппарат акима сельского округа {place} объявляет конкурс на вакантную должность: {post}. Должностной оклад составляет от {sum} до {sum} тенге. Документы принимаются с {day} {month} по {day} {month} по адресу: улица {street}, {number}, кабинет {number}. Собеседование состоится {day} {month} в {hour}. Справки по телефону {phone}, ответственный специалист {name}. Участники подают копию диплома об образовании, трудовую книжку, справку о состоянии здоровья и две фотографии.',
    },
    {
      title: 'Отключение электричества: {place}',
      text: 'Уважаемые жители посёлка {place}! {day} {month} с {hour} до {hour} на улицах {street} и {street} будет отключено электричество. Причина в плановом ремонте подстанции № {number}, работы выполняет бригада, которой руководит {name}. Будет заменена линия длиной {number} километров, на это из бюджета выделено {sum} тенге. По всем вопросам обращайтесь по номеру {phone}. Просим заранее отключить бытовые приборы от сети.',
    },
  ],
  en: [
    {
      title: 'Competition for the post of {post} in {place}',
      text: 'The office of the akim of {place} rural district announces a competition for the vacant post of {post}. The salary is between {sum} and {sum} tenge. Documents are accepted from {day} {month} to {day} {month} at {number} {street} Street, room {number}. The interview will take place on {day} {month} at {hour}. Please call {phone} and ask for {name}. Candidates hand in a copy of their diploma, their work record, a certificate of health and two photographs.',
    },
    {
      title: 'Power cut in {place}',
      text: 'Dear residents of {place}! On {day} {month} from {hour} to {hour} there will be no electricity in {street} Street and {street} Street. The reason is planned repair of substation {number}, which is done by the team of {name}. A line of {number} kilometres will be replaced, for which the budget has given {sum} tenge. If you have questions call {phone}. Please disconnect household appliances in advance.',
    },
  ],
};

const values: Record<Language, Record<string, readonly string[]>> = {
  kk: {
    place: list(
      'Қарасу|Ақжар|Жаңаталап|Үшбұлақ|Көктал|Сарыөзен|Тасмұрын|Бәйтерек|Қызылағаш|Өрнек|Шұбар|Еңбекші',
    ),
    post: list(
      'бас маман|жетекші маман|есепші|заңгер|ветеринар|жер маманы|кадр маманы|мұрағатшы|экономист|аудармашы',
    ),
    street: list(
      'Бейбітшілік|Тәуелсіздік|Достық|Жастар|Құрылысшылар|Наурыз|Мектеп|Жібек жолы|Көктем|Абай',
    ),
    name: list(
      'Әсел Қуандыққызы|Ерлан Тұрсынұлы|Гүлмира Сейтқызы|Нұржан Әділұлы|Айгүл Болатқызы|Марат Жүнісұлы',
    ),
    month: list(
      'қаңтар|ақпан|наурыз|сәуір|мамыр|маусым|шілде|тамыз|қыркүйек|қазан|қараша|желтоқсан',
    ),
  },
  ru: {
    place: list(
      'Карасу|Акжар|Жанаталап|Ушбулак|Коктал|Сарыозен|Тасмурын|Байтерек|Кызылагаш|Орнек|Шубар|Енбекши',
    ),
    post: list(
      'главный специалист|ведущий специалист|бухгалтер|юрист|ветеринар|землеустроитель|специалист по кадрам|архивариус|экономист|переводчик',
    ),
    street: list(
      'Мира|Независимости|Достык|Молодёжная|Строителей|Наурыз|Школьная|Шёлковый путь|Весенняя|Абая',
    ),
    name: list(
      'Асель Куандыкова|Ерлан Турсунов|Гульмира Сеитова|Нуржан Адилов|Айгуль Болатова|Марат Жунусов',
    ),
    month: list(
      'января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря',
    ),
  },
  en: {
    place: list(
      'Karasu|Akzhar|Zhanatalap|Ushbulak|Koktal|Saryozen|Tasmuryn|Baiterek|Kyzylagash|Ornek|Shubar|Enbekshi',
    ),
    post: list(
      'chief specialist|leading specialist|accountant|lawyer|veterinarian|land surveyor|personnel officer|archivist|economist|translator',
    ),
    street: list(
      'Peace|Independence|Friendship|Youth|Builders|Nauryz|School|Silk Road|Spring|Abai',
    ),
    name: list(
      'Asel Kuandykova|Yerlan Tursunov|Gulmira Seitova|Nurzhan Adilov|Aigul Bolatova|Marat Zhunusov',
    ),
    month: list(
      'January|February|March|April|May|June|July|August|September|October|November|December',
    ),
  },
};

/** An announcement of a form that many offices fill in, with names and figures of its own. */
export function announcement(
  lang: Language,
  form: number,
  random: Random,
): { title: string; text: string } {
  const { title, text } = forms[lang][form % forms[lang].length] ?? { title: '', text: '' };
  const place = random.of(values[lang].place ?? ['']);
  const post = random.of(values[lang].post ?? ['']);
  const ofSlot: Record<string, () => string> = {
    place: () => place,
    post: () => post,
    sum: () => `${random.between(60, 390)} ${random.between(100, 999)}`,
    day: () => String(random.between(1, 28)),
    number: () => String(random.between(1, 240)),
    hour: () => `${random.between(8, 18)}:${random.of(['00', '15', '30'])}`,
    phone: () => [random.between(2, 9), random.between(10, 99), random.between(10, 99)].join('-'),
  };
  const filled = (source: string) =>
    source.replace(/\{(\w+)\}/g, (_, slot: string) =>
      (ofSlot[slot] ?? (() => random.of(values[lang][slot] ?? [''])))(),
    );
  return { title: filled(title), text: filled(text) };
}

function list(entries: string): string[] {
  return entries.split('|');
}
