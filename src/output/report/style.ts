/** How a report looks: light and dark, on a screen, on a phone and on paper. Nothing in it is fetched. */
export const style = `
:root{color-scheme:light dark;--page:#f5f6f8;--card:#fff;--ink:#1b2330;--soft:#5b6675;--line:#dfe3e9;--grid:#eceff3;
--good:#1f8a54;--good-soft:#e4f4ea;--bad:#c9302c;--bad-soft:#fbe7e5;--warn:#a96a00;--warn-soft:#fdf1dc;
--phase:#3f6fb5;--phase-even:#6a93cc;--healthy:#4fae7a;--initial:#5f9be0;--draining:#e0a53a;--unhealthy:#d1524b;--unused:#a9b2be;--unavailable:#9a74c8;--other:#78838f;--code:#f0f2f5}
@media (prefers-color-scheme:dark){:root{--page:#12161c;--card:#1a2029;--ink:#e6eaf0;--soft:#9aa6b5;--line:#303946;--grid:#262e39;
--good:#5cc48d;--good-soft:#173526;--bad:#f0736c;--bad-soft:#40201f;--warn:#e0aa4a;--warn-soft:#3a2d14;
--phase:#3d68a6;--phase-even:#5583c0;--healthy:#3f9666;--initial:#4a86ca;--draining:#b98528;--unhealthy:#c04a44;--unused:#6d7887;--unavailable:#8461b3;--other:#66717f;--code:#222a35}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Liberation Sans",sans-serif}
main{max-width:1120px;margin:0 auto;padding:28px 20px 40px}
header p,footer{color:var(--soft);font-size:13px}
header p{margin:0}
h1{margin:2px 0 16px;font-size:26px;line-height:1.25;overflow-wrap:anywhere}
h2{margin:0 0 12px;font-size:16px}
section{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:18px 20px;margin:0 0 16px}
.outcome{border-left:5px solid var(--warn);background:var(--warn-soft)}
.outcome.good{border-left-color:var(--good);background:var(--good-soft)}
.outcome.bad{border-left-color:var(--bad);background:var(--bad-soft)}
.outcome strong{font-size:18px;color:var(--warn)}
.outcome strong::first-letter{text-transform:uppercase}
.outcome strong{display:block}
.outcome.good strong{color:var(--good)}
.outcome.bad strong{color:var(--bad)}
.outcome p{margin:4px 0 0;overflow-wrap:anywhere}
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:12px;margin:0 0 16px;padding:0}
.figures div{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:12px 16px}
.figures dt{color:var(--soft);font-size:13px}
.figures dd{margin:0;font-size:22px;font-weight:600;font-variant-numeric:tabular-nums}
.figures dd.bad{color:var(--bad)}
.figures small{display:block;font-size:12px;font-weight:400;color:var(--soft)}
.meta{display:grid;grid-template-columns:max-content 1fr;gap:4px 20px;margin:0}
.meta dt{color:var(--soft)}
.meta dd{margin:0;overflow-wrap:anywhere}
code,pre{font:13px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace}
pre{margin:0 0 8px;padding:9px 12px;background:var(--code);border-radius:6px;white-space:pre-wrap;overflow-wrap:anywhere}
.scroll{overflow-x:auto}
table{border-collapse:collapse;min-width:min(100%,620px);font-size:14px}
th,td{text-align:left;vertical-align:top;padding:6px 24px 6px 0;border-bottom:1px solid var(--line)}
th:last-child,td:last-child{padding-right:0}
th{color:var(--soft);font-weight:500;font-size:13px;white-space:nowrap}
tr:last-child td{border-bottom:0}
th.number,td.number{text-align:right}
td{font-variant-numeric:tabular-nums;white-space:nowrap}
td.bad{color:var(--bad)}
td.number.bad{font-weight:600}
td.words{overflow-wrap:anywhere;min-width:160px;white-space:normal}
.chart{display:block;width:100%;height:auto;overflow:visible}
.chart.narrow,.chart.paper{display:none}
.chart text{fill:var(--ink);font-size:12px}
.chart .label{font-weight:600}
.chart .small,.chart .axis text{fill:var(--soft);font-size:11px;font-weight:400}
.axis line{stroke:var(--grid)}
.rule{stroke:var(--line)}
.phase rect{fill:var(--phase)}
.phase.even rect{fill:var(--phase-even)}
.phase.good rect{fill:var(--good)}
.phase.bad rect{fill:var(--bad)}
.phase.warn rect{fill:var(--warn)}
.chart .phase text{fill:#fff;font-size:11px}
.state-healthy{fill:var(--healthy);background:var(--healthy)}
.state-initial{fill:var(--initial);background:var(--initial)}
.state-draining{fill:var(--draining);background:var(--draining)}
.state-unhealthy{fill:var(--unhealthy);background:var(--unhealthy)}
.state-unused{fill:var(--unused);background:var(--unused)}
.state-unavailable{fill:var(--unavailable);background:var(--unavailable)}
.state-not-read,.state-other{fill:var(--other);background:var(--other)}
.taken{fill:var(--healthy);background:var(--healthy)}
.failed{fill:var(--bad);background:var(--bad)}
.untried{fill:var(--grid);background:var(--grid)}
.longest-gap{fill:var(--bad);opacity:.09}
.gap path{fill:none;stroke:var(--bad);stroke-width:1.5}
.chart .gap-label{fill:var(--bad);font-size:11px;font-weight:600}
.legend{display:flex;flex-wrap:wrap;gap:4px 18px;margin:10px 0 0;padding:0;list-style:none;color:var(--soft);font-size:13px}
.legend i{display:inline-block;width:11px;height:11px;margin-right:6px;border-radius:2px}
footer{margin-top:20px}
@media screen and (max-width:640px){
main{padding:16px 10px 28px}
section{padding:14px}
th,td{padding-right:14px}
h1{font-size:21px}
.chart.wide{display:none}
.chart.narrow{display:block}
.figures{grid-template-columns:1fr 1fr;gap:8px}
.meta{grid-template-columns:1fr;gap:0}
.meta dd{margin-bottom:8px}
}
@media print{
:root{--page:#fff;--card:#fff;--ink:#111;--soft:#555;--line:#ccc;--grid:#e6e6e6;--good:#1f8a54;--good-soft:#fff;--bad:#c9302c;--bad-soft:#fff;--warn:#a96a00;--warn-soft:#fff;--code:#f3f3f3;
--phase:#3f6fb5;--phase-even:#6a93cc;--healthy:#4fae7a;--initial:#5f9be0;--draining:#e0a53a;--unhealthy:#d1524b;--unused:#a9b2be;--unavailable:#9a74c8;--other:#78838f}
*{-webkit-print-color-adjust:exact;print-color-adjust:exact}
body{font-size:11pt}
main{max-width:none;padding:0}
section,.figures div{break-inside:avoid}
section:has(table){break-inside:auto}
tr{break-inside:avoid}
.scroll{overflow:visible}
table{font-size:8.5pt;min-width:0}
th,td{padding-right:9pt;white-space:normal}
td.words{min-width:0}
td.number{white-space:nowrap}
.chart.wide,.chart.narrow{display:none}
.chart.paper{display:block}
.figures{grid-template-columns:repeat(4,1fr)}
footer{break-inside:avoid}
}
`;
