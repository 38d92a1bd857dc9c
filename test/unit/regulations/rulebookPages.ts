/** Pages as regulators put their rules on the web, with all that stands around the rules there. */

/** Words that stand in the frame of a page and nowhere in its rules. */
export const frameWords =
  /Skip to|Cookie|All rights reserved|Sign in|Subscribe|Follow us|Was this page|Back to top|Print this|Related|Download|Home|Previous|Next rule|Search the|Timeline|Accept all|tracking|Version picker/i;

/** A handbook: numbers and kinds of provisions in elements of their own, glossary links, breadcrumbs, controls at each provision. */
export function handbookPage(
  module: string,
  chapter: number,
  provisions: readonly (readonly [string, string])[],
): string {
  const rules = provisions.map(
    ([kind, body], at) => `
    <section class="provision" id="p${chapter}-${at + 1}">
      <div class="provision__id"><a name="DES${at}"></a>${module} ${chapter}.1.${at + 1}</div>
      <span class="provision__type">${kind}</span>
      <div class="provision__date">01/11/20${10 + at}</div>
      <div class="provision__text">${body}<sup><a href="#fn${at + 1}" class="fn-ref">${at + 1}</a></sup></div>
      <div class="provision__actions"><a href="#">Print this provision</a> <button>Timeline</button></div>
      <p><a href="#top">Back to top</a></p>
    </section>`,
  );
  return `<!DOCTYPE html><html lang="en"><head><title>${module} ${chapter}.1 Conduct - Handbook - Some Authority</title>
  <meta property="og:url" content="https://example.org/${module}/${chapter}"><style>.x{display:none}</style></head><body>
  <a class="skip-link" href="#c">Skip to main content</a>
  <div class="cookie-banner"><p>We use cookies and tracking to make this website work, and to see how it is used.</p><button>Accept all</button></div>
  <div class="siteHeader"><div><h1>Some Authority Handbook</h1></div><ul><li><a href="/">Home</a></li><li><a href="/n">News</a></li></ul><span>Sign in</span></div>
  <div class="container"><div><a href="/">Home</a> &gt; <a href="/h">Handbook</a> &gt; <a href="/m">${module}</a> &gt; ${module} ${chapter}</div>
  <div class="col-left"><ul><li><a href="1">${module} 1 Application</a></li><li><a href="2">${module} 2 Conduct</a></li><li><a href="3">${module} 3 Clients</a></li></ul></div>
  <div class="col-main"><h1>${module} ${chapter} Conduct of chapter ${chapter}</h1><h2>${module} ${chapter}.1 General</h2>${rules.join('')}
  <div class="footnotes"><ol>${provisions.map((_, at) => `<li id="fn${at + 1}">Inserted by instrument ${chapter}/${at}. <a href="#r">↩</a></li>`).join('')}</ol></div>
  <p><a href="p">Previous</a> | <a href="n">Next rule</a></p></div></div>
  <div class="page-bottom"><p>Was this page helpful? Tell us what you think of the Handbook website.</p><p>© 2024 Some Authority. All rights reserved.</p></div></body></html>`;
}

/** A code of federal regulations: paragraphs (a), (1), (i) side by side, indented by classes alone. */
export const codePage = `<!doctype html><html><head><title>49 CFR 395.3 -- Maximum driving time.</title></head><body>
<header><a href="/">Home</a><form role="search"><input type="text" value="x"><label>Search the code</label></form></header>
<main id="content-main"><div class="section" id="395.3"><h4 data-hierarchy-metadata='{"path":"/x"}'>§ 395.3 Maximum driving time for property-carrying vehicles.</h4>
<div id="p-395.3(a)"><p class="indent-1" data-title="395.3(a)"><span class="paragraph-hierarchy"><span class="paren">(</span>a<span class="paren">)</span></span> <em class="paragraph-heading">Limits.</em> No motor carrier shall permit any driver to drive a vehicle, unless the driver complies with the following:</p>
<p class="indent-2">(1) <em>Start of work shift.</em> A driver may not drive without first taking 10 consecutive hours off duty.</p>
<p class="indent-2">(2) <em>14-hour period.</em> A driver may not drive after a period of 14 consecutive hours.</p></div>
<div id="p-395.3(b)"><p class="indent-1">(b) No motor carrier shall permit a driver to drive after:</p><p class="indent-2">(1) Having been on duty 60 hours in 7 days; or</p><p class="indent-2">(2) Having been on duty 70 hours in 8 days.</p></div>
<p class="citation">[76 FR 81187, Dec. 27, 2011]</p></div></main>
<aside><h2>Related documents</h2><p>Subscribe to changes of this section by mail.</p></aside><footer><p>Follow us</p></footer></body></html>`;

/** A journal of a union: articles and their names in paragraphs with classes, points in tables, footnotes behind a rule. */
export const journalPage = `<html><head><title>L_2016119EN.01000101.xml</title></head><body>
<table width="100%"><tr><td><p class="oj-hd-date">4.5.2016</p></td><td><p class="oj-hd-lg">EN</p></td></tr></table>
<p class="oj-doc-ti">REGULATION (EU) 2016/679</p><p class="oj-normal">Whereas:</p>
<table><tbody><tr><td valign="top"><p class="oj-normal">(1)</p></td><td valign="top"><p class="oj-normal">The protection of natural persons is a fundamental right (<a id="ntc1-L_1" href="#ntr1-L_1">(<span class="oj-super oj-note-tag">1</span>)</a>).</p></td></tr></tbody></table>
<div class="eli-subdivision" id="art_17"><p class="oj-ti-art">Article 17</p><div class="eli-title"><p class="oj-sti-art">Right to erasure</p></div>
<div id="017.001"><p class="oj-normal">1.&nbsp;&nbsp;&nbsp;The data subject shall have the right to obtain erasure where:</p>
<table><tr><td><p class="oj-normal">(a)</p></td><td><p class="oj-normal">the data are no longer necessary;</p></td></tr></table>
<table><tr><td><p class="oj-normal">(b)</p></td><td><p class="oj-normal">the subject withdraws consent under point (a) of Article 6(1).</p></td></tr></table></div>
<div id="017.002"><p class="oj-normal">2.&nbsp;&nbsp;&nbsp;Where the controller has made the data public, it shall inform others.</p></div></div>
<hr class="oj-note"><p class="oj-note">(<a id="ntr1-L_1" href="#ntc1-L_1"><span class="oj-super">1</span></a>)&nbsp;&nbsp;OJ C 229, 31.7.2012, p. 90.</p></body></html>`;

/** An act of a parliament: numbers and texts in neighbouring spans, annotations in a list. */
export const actPage = `<html><head><title>Financial Services Act 2012</title></head><body id="leg"><div id="layout1"><div id="header"><h2>Some Archive</h2><span>Search the legislation</span></div>
<ul id="legTabs" role="tablist"><li><a href="a">Table of contents</a></li><li><a href="b">Content</a></li></ul>
<div class="LegSnippet"><h2 class="LegPart"><span class="LegPartNo">PART 2</span> <span class="LegPartTitle">Amendments</span></h2>
<h3 class="LegP1GroupTitleFirst">Duties of the regulator</h3>
<p class="LegP1ParaText"><span class="LegDS LegP1No" id="section-6">6</span><span class="LegDS LegP2No">(1)</span><span class="LegP2Text">The regulator must act in a way which is compatible with its objectives.</span></p>
<p class="LegClearFix LegP2Container"><span class="LegDS LegLHS LegP2No">(2)</span><span class="LegDS LegRHS LegP2Text">In discharging its functions the regulator must have regard to—</span></p>
<p class="LegClearFix LegP3Container"><span class="LegLHS LegP3No">(a)</span><span class="LegRHS LegP3Text">the need to use its resources efficiently, and</span></p>
<p class="LegClearFix LegP3Container"><span class="LegLHS LegP3No">(b)</span><span class="LegRHS LegP3Text">the principle of transparency.</span></p>
<div class="LegAnnotations"><p><a id="c1"></a>F1 Words in s. 6 substituted by a later Act.</p></div></div>
<div class="prevNextNav"><ul><li><a href="p">Previous</a></li><li><a href="n">Next</a></li></ul></div></div></body></html>`;

/** A site of an older system: a form around everything, tables for layout, hidden fields and texts, no heading elements. */
export const portalPage = `<HTML><HEAD><TITLE>AML 6.3 | Rulebook</TITLE><BODY><FORM id="aspnetForm" method=post action="x.aspx"><INPUT type=hidden name=__VIEWSTATE value="abc">
<TABLE class="topnav"><TR><TD><A href="/">Home</A></TD><TD><A href="/r">Rulebooks</A></TD><TD><A href="/c">Contact</A></TD></TR></TABLE>
<DIV class="leftNav"><A href="1">AML 1</A><BR><A href="2">AML 2</A><BR><A href="3">AML 3</A></DIV>
<DIV id="ctl00_body"><DIV class="rule-heading">AML 6.3 Customer due diligence</DIV>
<DIV class="rule"><DIV class="num">R 6.3.1</DIV><DIV class="txt">A Relevant Person must:<OL type="a"><LI>identify the customer;<LI>verify the identity <SPAN style="display:none">SECRET WORDS</SPAN>of the customer, in particular:<OL><LI>the name; and<LI>the address.</OL></OL></DIV></DIV>
<DIV class="rule"><DIV class="num">R 6.3.2</DIV><DIV class="txt">A Relevant Person must repeat this under <A href="x">Rule 6.3.1</A> every three years.</DIV></DIV>
<DIV hidden>Version picker</DIV><TEMPLATE><P>Version picker</P></TEMPLATE><SCRIPT>var x = "<p>R 9.9.9 no rule</p>";</SCRIPT>
<DIV class="rule-heading">Glossary</DIV><DL><DT>Beneficial owner<DD>a natural person who owns the customer.<DT>Client<DD>any person to whom a service is given.</DL>
<ASIDE class="guidance"><P>G 6.3.3 A Relevant Person should look at a passport of the customer for this.</P></ASIDE>
</DIV><DIV class="footer_links"><A href="/p">Privacy</A> <A href="/t">Terms</A></DIV></FORM></BODY></HTML>`;

/** A notice saved by a word processor: bold lines for headings, marks of footnotes in brackets. */
export const noticePage = `<html><head><meta name=Generator content="Word"><title>NOTICE 626</title></head><body lang=EN-SG><div class=WordSection1>
<p class=MsoNormal><b><span>NOTICE 626 – PREVENTION OF MONEY LAUNDERING</span></b></p><p class=MsoNormal>1<span style='mso-tab-count:1'>      </span>INTRODUCTION</p>
<p class=MsoNormal>1.1&nbsp;&nbsp;This Notice applies to all banks<a href="#_ftn1" name="_ftnref1"><span class=MsoFootnoteReference>[1]</span></a> and comes into effect on 1 April 2024.</p>
<p class=MsoNormal><b>Electronic transfers</b></p>
<p class=MsoNormal>11.4&nbsp;&nbsp;Where a bank sends more than S$1,500, it shall—</p><p class=MsoListParagraph style='margin-left:36pt'>(a)&nbsp;&nbsp;&nbsp;identify the originator; and</p><p class=MsoListParagraph>(b)&nbsp;&nbsp;&nbsp;record the date of the transfer.</p>
<p class=MsoNormal>11.5&nbsp;&nbsp;The area of 20 m<sup>2</sup> is not limited.</p>
<table><tr><th>Kind</th><th>Threshold</th></tr><tr><td>Occasional</td><td>S$20,000</td></tr></table></div>
<hr><div id=ftn1><p class=MsoFootnoteText><a href="#_ftnref1" name="_ftn1">[1]</a> As the Banking Act defines them.</p></div></body></html>`;
