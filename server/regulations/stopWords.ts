/** Words that say nothing about what a question or a rule is about, so that neither is found by them. */

const articles =
  'a an the this that these those such same other another any some all each every both either neither no not only own';
const pronouns =
  'i me my we us our ours you your yours he him his she her hers it its they them their theirs who whom whose which what itself themselves himself herself one ones someone anyone everyone';
const prepositions =
  'about above across after against along among around as at before behind below beneath beside between beyond by despite down during except for from in inside into of off on onto out outside over per since through throughout to toward towards under until up upon via with within without';
const conjunctions =
  'and or but nor so yet if then than because although though while whereas unless whether when where why how';
const verbs =
  'am is are was were be been being do does did doing done have has had having can could may might must shall should will would need needs needed ought let get gets got make makes made making take takes taken taking give gives given giving go goes going see seen say says said';
const ofQuestions =
  'please explain describe clarify elaborate provide provides provided providing specify specified specific specifically detail details detailed outline list identify tell know understand clarification guidance regarding concerning relation related respect context case cases example examples scenario situation situations circumstances considered consider considering ensure ensures ensuring ensured';
const adverbs =
  'also too very more most much many less least few further again once here there now just even still already ever never always often however therefore thus hence thereof therein thereto hereby herein etc e g eg ie i e accordingly otherwise well';

/** In lower case, as `wordsOf` gives words. */
export const stopWords: ReadonlySet<string> = new Set(
  [articles, pronouns, prepositions, conjunctions, verbs, ofQuestions, adverbs].join(' ').split(' '),
);
