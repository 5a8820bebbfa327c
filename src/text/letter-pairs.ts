/** A boundary (anything but a letter), then the letters of Russian and Kazakh, in the order of the table. */
export const letterOrder = ' абвгдеёжзийклмнопрстуфхцчшщъыьэюяәғқңөұүһі';
/** A character of the table is a number 0..63 in this order. */
export const pairAlphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-';
/** Steps of the table in one nat. */
export const pairStep = 6;

// Counted on Kazakh and Russian prose of fixtures/ (tests/support/letter-pairs.ts counts it again and prints it).
const table: readonly string[] = [
  '1RRTVTW1RYV1QdSURQWPQYfdgeY11m1fnkblT1bed1i',
  'KubZbVbqbUoTVOVNzZORRUmZgcbozzzzdZzYWczzzzz',
  'YKjoooLgooUooOoZNoSjoTojoooaZSooadjoooVUeoQ',
  'KKfefdMfffUfbVfWPfYaUYfXeffffUfffdfffffffff',
  'SQooodKoooQojYokIoSoeYoooogooioooooooooohoK',
  'XItXttLddtStjalUPlZbtVttcjmtoMfttgbtttntetP',
  'LrcZWUhldZoUQOULtZNQPdgkiedlxxxxotxxrZxxxxx',
  'TaaaaaaaYaaWaPRNaaVVPaaWaaaaaaaaaaaaaaaaaaa',
  'mJmmmQLammMmmmmSTmmmmcmmmmmmmOgmgmQmmmaXWmf',
  'MJWXZMSokoVoekXRTokckaooooookOoooYoeooooooR',
  'LdlYbZOimXZYOUQQZlYTRooXYdlfoYohfOooioooooT',
  'GncnaQhnnnnndUZURnYRVnnjggcnnPnnnnnaannnnnP',
  'MNcittMtooPtgfiiMiTYOWttjtjttittttltttQmUtQ',
  'QLruZRMniuOujebYQkuaXVuluuiuuOQueXuWgumuuuS',
  'KLdekWIhrrTriVnVSlrjfXrorrbrrTkrrfXoorjadrV',
  'KLfmcPPptxOxbxlUQxxbXbpxfpdxxOdxjaxgxxxjoxU',
  'RtVRVSdtbZjTUMTPmdMRSmlildbgtttphgtWXXttttt',
  'KOppppNpppXpcVpcKaMfVQpdpplppapppbkpdpppppX',
  'PLieWSMffnRvcWZWQqmWTSvgjvfvvOlvvcmYhvvpvvS',
  'QPuduoPonuYuSXebQSfcIUjmufluuPauqTcuZugnnuR',
  'OKoUwfNwpwUwYlkXQgTXUUwwwpiwwOUwwfewhwdbXwQ',
  'KUSeSPXqeYmmZPXXdYQUUmqcqTYiqOqqYqfYkqqqqqc',
  'ZOccccScccNccLccKcccXcccccccccccccccccccccc',
  'IHhhhhhhhhZhheaVMhbShhhhhhhhhUhhhhhhhhhhhhc',
  'XNbSbbLbbbLbbbbbZbbbbXbbbbbbbUbbbbbbbbbbbbb',
  'WKbbbbMUbbNbXbbRbbZbTZbbbbYbbbbbbbbbbbbbbbb',
  'ULkkkkKbkkQkOTkYfdkkTkkkkkkkkNkkkkkkVkfckkP',
  'ZKZZZZLWZZQZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZ',
  'YYYYYYOUYYYYYYYYYYYYYYYYYYYYYYYYYPYYYYYYYYY',
  'IseXshUsmVmRXPQOsZTSXssRhfhssssssssZUTsssss',
  'IbabaVaZbXabYbaNbbbTPbbbZbXbbbbbXXbbbbbbbbb',
  'aaaaaaaaaaaaOOaTaaaXIaTaaaaaaaaaaaaaaaaaaaa',
  'KcZcYNcccccccccYccUcKccccccXccccVccSccccccc',
  'GgfZeSXgaXgYdMWYggZZRfgYdYgdggggZdgXUgggggg',
  'aaaaaUaaYaaXPRWLaaQWWRaaaaaaaaaaaaaaaXaaaaa',
  'aHaaaZaaaaYaaaaaaaaaaaaaaaaaaKaaaaaaaaaaaaa',
  'OIZdddddddcdddddObdRRZddddaddQddddddaddRddd',
  'GVSbWXbbbabbbbbabbbaYbbbbbYbbUbbbbbWbbbbbbV',
  'aaaaXaaaYRaYROVSaVPXQaaaaaRaaaaaaaaaaXaaaaa',
  'bbWbbabbVTbWbOSVbbKTYbbbbbbbbbbbbbbUXabbbbb',
  'bbbbYbbbbSbLVVZMbZQPYbbbbbRbbbbbbbbbbbbbbbb',
  'XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX',
  'LcbcWbcccPccSRTNcYSXYcccccYccccccccccPccccc',
];

/** Minus log probability of the second letter after the first, in nats: `pairCost[first * 43 + second]`. */
export const pairCost = Float64Array.from(
  table.flatMap((row) => [...row].map((one) => pairAlphabet.indexOf(one) / pairStep)),
);
