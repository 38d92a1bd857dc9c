/** How much the words of questions count that their answers seldom repeat, such as "guidelines" and "scenario". */

/**
 * Stems by their weight: how often a relevant passage holds the word when its question does, measured on one half of the
 * judged questions of ObliQA and smoothed. Words that are not listed count in full.
 */
const stemsByWeight: readonly (readonly [weight: number, stems: string])[] = [
  [0.2, 'criteria outlin type'],
  [0.3, 'adher aspect best compliant consequ constitut differ especi evalu expect format particularli potenti'],
  [
    0.4,
    'accord align consid cours cybersecur deem demonstr event except fail frame frequent fulfil guidelin handl implic indic keep mention multipl necessit occur ongo practic protocol recogn recommend regard remain scenario scope step studi subject templat threshold timefram timelin trigger two typic upcom updat',
  ],
  [
    0.5,
    'abil asid associ author categor certain checklist choos classif come compani compli critic current decid determin element enforc find flag follow formal help higher instanc interpret involv issu kei kind level light mandat meet met method minimum organ overse particular pertain possibl post previous process qualif rectifi red reflect role seek stabil term train usag util verifi',
  ],
  [
    0.6,
    'accuraci action addit address adgm allow approach area assist awar challeng classifi comprehens condit consider defin differenti directli discrep evid exclus extent factor frequenc full identifi implement interact look mandatori mechan methodologi overal permit place point possess prepar present program refer remedi retain retent satisfi special staff state statu submiss suffici uniqu variou verif wai warrant',
  ],
  [
    0.7,
    'accur appli avail avoid complet complianc concern conduct confirm cost cover detect document due effect engag enhanc establish exist fall futur held identif immedi impact individu influenc link maintain manner measur necessari number offici outcom percentag prevent reassess receiv resolv respons restrict send set signific stakehold standard structur support treatment understand wish',
  ],
  [
    0.8,
    'act adequ adequaci amend aris assur balanc border certif cft characterist commit commun compon content countri cross dilig esg explan face facilit file framework fulli import incorpor integr intend issuanc like metric mitig monitor new non oblig offer option oversight personnel prefer prohibit regular regulatori relationship request robust safeguard segreg submit subsequ time tool treat undertak',
  ],
];

const weights: ReadonlyMap<string, number> = new Map(
  stemsByWeight.flatMap(([weight, stems]) => stems.split(' ').map((stem): [string, number] => [stem, weight])),
);

/** From 0 to 1; of a stem as `stemWord` makes it. */
export function questionWeight(stem: string): number {
  return weights.get(stem) ?? 1;
}
