/** Knows the forms of English verbs that no rule makes, so that "kept" in a question finds "keep" in a rule. */

/** Forms behind their verb. Forms that are other words too, such as "left" and "found", are not among them. */
const formsByVerb = `
  keep kept; hold held; pay paid; undertake undertook undertaken; seek sought; send sent; meet met; bring brought;
  buy bought; sell sold; lend lent; spend spent; build built; begin began begun; write wrote written; show shown;
  know knew known; draw drew drawn; choose chose chosen; arise arose arisen; become became; bear borne; lose lost;
  withdraw withdrew withdrawn; withhold withheld; uphold upheld; overcome overcame; oversee oversaw overseen;
  foresee foresaw foreseen; forgo forwent forgone; override overrode overridden; overtake overtook overtaken;
  mislead misled; lead led; lay laid; rise rose risen; fall fell fallen; grow grew grown;
  speak spoke spoken; break broke broken; steal stole stolen; hide hid hidden; forbid forbade forbidden;
  teach taught; catch caught; deal dealt; feel felt; think thought; win won; sit sat; stand stood;
  understand understood; swear swore sworn; strike struck; run ran; come came; repay repaid; resell resold;
  rebuild rebuilt; redraw redrew redrawn; rewrite rewrote rewritten; underwrite underwrote underwritten
`;

const verbs: ReadonlyMap<string, string> = new Map(
  formsByVerb.split(';').flatMap((entry) => {
    const [verb = '', ...forms] = entry.trim().split(/\s+/);
    return forms.map((form): [string, string] => [form, verb]);
  }),
);

/** @param word in lower case; what is no such form comes back as it is */
export function verbOf(word: string): string {
  return verbs.get(word) ?? word;
}
