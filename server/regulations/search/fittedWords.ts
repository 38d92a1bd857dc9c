/** Words of questions that their answers seldom repeat, as `npm run bench -- ranking` found them. */
import type { StemsByWeight } from './questionWords.ts';

export const fittedWords: StemsByWeight = [
  [0.1, 'outlin'],
  [0.2, 'best compliant consequ criteria especi format handl mention particularli recogn regard remain studi type'],
  [
    0.3,
    'adher align aspect choos consid constitut cybersecur differ evalu fail frame frequent fulfil guidelin indic interpret involv justifi kind necessit ongo pertain potenti protocol recommend scope templat timefram timelin trigger typic upcom',
  ],
  [
    0.4,
    'accord asid associ certain challeng checklist clariti come cours decid deem demonstr discrep element encount event except expect find flag follow found help illustr implic inadvert instanc keep light mandatori occur organ overse particular plai possibl post practic previous qualif red referenc reflect scenario step stipul subject threshold unauthor updat util',
  ],
  [
    0.5,
    'abil absenc adgm allow anticip assist author avoid awar capabl categor circumst classif classifi compani compli comprehens condit current deadlin defin determin differenti educ enforc entail essenti evid explicitli extent factor feedback formal higher identifi inclus kei latest level look mainten mandat method minimum modifi multipl permit place point possess priorit process program reassess recent rel remedi resolv retain retent robust role satisfi seek serv specif stai submiss suggest tradit uphold usag variou verifi violat wai want warrant wish work',
  ],
  [
    0.6,
    'accuraci addit approach area avail border cft compromis conduct confirm consider correct cross describ document emploi engag exclus explan facilit fall frequenc full impact implement influenc interact issu maintain manner maximum measur mechan meet methodologi metric necessari notif percentag personnel prefer present prompt properli rectifi respond set special stabil statu submit suffici train two understand uniqu',
  ],
  [
    0.7,
    'abl accur achiev action address adequ adequaci altern aris benchmark breakdown cannot characterist complianc compon concern creat definit detect dilig directli discov discret due environ exempt exist face incid individu integr intend late like near normal outcom overal prepar prescrib prevent proce promptli put receiv regular scrutini sector signific staff stakehold standard state structur subsequ support suspect term tool treatment',
  ],
  [
    0.8,
    'adopt anti appli balanc becom believ ceas commun compar complet consist contain content coordin cost cover critic deal decis effect enabl enhanc error esg establish exce experi file framework fulli futur identif immedi impos includ incorpor issuanc know link monitor non obtain offici option oversight primari procedur profil prohibit purpos reconcil refer regulatori request respons safeguard satisfactori segreg send sole team time transpar verif',
  ],
];
