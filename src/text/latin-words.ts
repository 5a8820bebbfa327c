import { kazakhSkeleton } from './kazakh-skeleton.ts';

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(/\s+/).filter(Boolean));
}

/** Frequent Kazakh words, as they stand in Cyrillic; those that sound like frequent words of other languages are left out. */
const frequentKazakh = `
  және екі дейін мемлекеттік жұмыс күні туралы оның үшін бойынша мектеп немесе бөлімі бөлімінің аудан ауданы ауданының
  аудандық мың жылы жыл жылғы жылдың жылдан жылдары бастап келген ауыл ауылы ауылында ауылдық сағат облыс облыстық облысы
  облысының еңбек кейін шаруашылығы болып болды болады болған болатын өтеді қабылдау төрт теңге мәдениет өтініш халық
  халықтың халықаралық бұрын осы ұлттық сайын көшесі бұл тілі қазақ қазақстан қазақстанның сондықтан жаңа арналған отыз
  күндері алғашқы жеке тегін алты беріледі керек құрылыс бірақ әлеуметтік жер толық алады ішінде орынбасары орналасқан
  тұрады түрде білім бөлім жеті арқылы екінші бірінші үшінші өткен ашық әкімі әкімінің әкімдігі әкімдігінің әкімшілік
  ортасында басшысы бірге түсті басқарма басқармасы жұмыспен белгісі балалар қабылданады орын жасалған күннің оған шешім
  көп басқа келесі соңғы елдің берді қаулы істейді барлық жас олар олардың өтінім мәтіні береді қызмет қызметі қызметкерлері
  қаласы қаласында астана келеді көлік отыр биыл қалған берілді сай бақылау ғана оқу басталады тұратын қажет мектебі
  қабылдайды тұрақты іске сауда орталық орталығы жоқ құжаттар құжат тұр тәулік жарияланған қолданылады негізін тиіс тексеру
  наурыз мақсатында орындалуын тәртібі міндетті қарау жауап емес азаматтарды азаматтар азаматтарының көмек маусым тамыз
  қыркүйек қазан қараша желтоқсан қаңтар ақпан сәуір мамыр шілде хабарландыру хабарландырулар жаңалықтар байланыс басты
  беті республикасы республикасының республикалық президенті үкіметі министрлігі министрлігінің заңы бұйрығы қаулысы
  өзінің өзі бізді біздің сіздің менің сіз біз маңызды өңір өңірдің кәсіпкер кәсіпкерлік денсаулық сақтау ауылшаруашылық
  дамыту жүзеге асыру қатысты кезінде сонымен қатар үйі үйде ескі жол жолдары сіздер құрметті тұрғындар жиналыс`;

/** Skeletons of frequent Kazakh words of four signs and more: shorter ones sound like words of every language. */
export const kazakhSkeletons: ReadonlySet<string> = new Set(
  kazakhSkeleton(frequentKazakh)
    .split(' ')
    .filter((word) => word.length > 3),
);

/** Short Kazakh words as Latin alphabets write them. */
export const shortKazakhLatin = words(`
  jyl jylǵy jylğy úsh üş u'sh bul būl osy osi óz öz o'z oń oñ ol sol da de ár är a'r eń eñ e'n jáne jäne pen dep edi ǵana
  ğana kóp köp ko'p júz jüz mın myń myñ úı üi kún kün ku'n ony onyń onyñ bes on eki ekı jeti jetı alty jer jol joq jas qala til is sát`);

/** Frequent words of Turkish, Azerbaijani, Uzbek, Tatar in Latin letters, and of Russian in transliteration: none is Kazakh. */
export const otherLatinWords = words(`
  ve bu için ile olarak olan daha gibi çok ne kadar sonra ancak göre tarafından olduğu üzere her ya ki mi değil var yok ise
  edilen eden hem veya ilçe ilçesi belediye belediyesi bakanlığı başkanı yıl yılı yılında yıllık hakkında türkiye nın nin
  olduğunu edildi yapılan yeni kamu hizmet hizmetleri etti oldu ederek bütün bazı şekilde arasında bulunan
  və üçün ilə haqqında deyil olub edir olunur azərbaycan respublikası rayonu ildə
  va bilan uchun bo'yicha boʻyicha boyicha ham shu esa emas kerak bo'lgan boʻlgan bolgan bo'lib boʻlib haqida yil yili
  yilda ta'lim taʼlim talim o'zbekiston oʻzbekiston ozbekiston davlat tuman tumani viloyat viloyati hamda har lekin yoki
  mumkin orqali deb etish sohasida qilish qilgan qilindi o'z oʻz oz ushbu barcha yangi xalq so'm bo'ladi boʻladi boladi
  hám menen ushın haqqında
  hem belän öçen turında häm
  na po dlya ot iz chto kak ob goda god godu respubliki kazahstan kazahstana kazakhstana kazakhstan za pri eto byl byla
  bylo byli oblasti rayona raiona gorod goroda ili tak ego ee ih ikh kotorye kotoryi kotoryy vse vsekh takzhe svoih
  novosti glavnaya kontakty rabota raboty rabot nashey chtoby ne nasha nashego`);
