/** The whole style of the API's documentation; its hash is in the page's policy. */
export const STYLE = `
:root{color-scheme:light dark;--fg:light-dark(#1b1f24,#e3e5e8);--dim:light-dark(#59636e,#9198a1);--line:light-dark(#d8dde3,#30363d);--bg:light-dark(#fff,#0f1215);--accent:light-dark(#0b5fc2,#6cb0ff)}
*{box-sizing:border-box}html{scroll-padding-top:16px}
body{margin:0;display:grid;grid-template-columns:300px minmax(0,1fr);font:14px/1.5 system-ui,sans-serif;color:var(--fg);background:var(--bg)}
nav{position:sticky;top:0;height:100vh;overflow:auto;padding:20px 16px;border-right:1px solid var(--line);font-size:12px}
nav h2{font-size:12px;color:var(--dim);margin:16px 0 4px}nav ul{list-style:none;margin:0;padding:0}nav a{display:block;padding:2px 0;overflow-wrap:anywhere}
a{color:var(--accent);text-decoration:none}a:hover,a:focus-visible{text-decoration:underline}
main{padding:24px 32px 96px;max-width:920px}h1{font-size:22px}h2{font-size:17px;margin-top:40px}h3{font-size:14px;margin:0 0 4px;overflow-wrap:anywhere}h4{font-size:12px;margin:16px 0 4px;color:var(--dim)}
article{border-top:1px solid var(--line);padding:20px 0}small{color:var(--dim);font-weight:400}
code{font:12px/1.5 ui-monospace,monospace}.method{font:600 11px ui-monospace,monospace;color:var(--dim)}
table{width:100%;border-collapse:collapse;font-size:13px}th{text-align:left;font-weight:500;color:var(--dim)}th,td{padding:4px 12px 4px 0;border-bottom:1px solid var(--line);vertical-align:top;overflow-wrap:anywhere}
@media (max-width:760px){body{grid-template-columns:minmax(0,1fr)}nav{position:static;height:auto;max-height:40vh;border-right:0;border-bottom:1px solid var(--line)}main{padding:16px}}
`;
