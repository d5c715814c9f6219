import { utf8 } from '../../../../kit/bytes.ts';
import type { SourceClient } from '../../../client.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `Jan  9 12:00:00`, UTC (RFC 3164 §4.1.2) */
function bsdTime(now: number): string {
  const at = new Date(now);
  return `${MONTHS[at.getUTCMonth()]} ${String(at.getUTCDate()).padStart(2)} ${at.toISOString().slice(11, 19)}`;
}

/** A line a record; what is no text goes as JSON. */
export const client = {
  id: 'standard.syslog',
  gzip: true,
  wrap: ({ records }) => ({
    body: utf8(records.map((r) => (typeof r === 'string' ? r : JSON.stringify(r))).join('\n')),
    headers: { 'content-type': 'text/plain; charset=utf-8' },
  }),
  sign: (_body, { secret }) => ({ authorization: `Bearer ${secret}` }),
  samples: (now) => [
    `<86>1 ${new Date(now).toISOString()} bastion.example.com sshd 4711 - [meta sequenceId="17"] Failed password for invalid user admin from 203.0.113.9 port 52144 ssh2`,
    `<86>${bsdTime(now)} bastion sudo[812]: mara : TTY=pts/0 ; PWD=/home/mara ; USER=root ; COMMAND=/usr/bin/id`,
    `<134>${bsdTime(now)} edge CEF:0|Example|Edge Firewall|4.2|traffic:deny|Connection denied|3|rt=${now} src=203.0.113.9 spt=40112 dst=192.0.2.20 dpt=22 proto=TCP act=blocked deviceDirection=0 in=60 cs1=ssh from outside cs1Label=Rule`,
    `CEF:0|Example|Mail \\| Web Guard|2.0|malware-1|Malware in a download|9|rt=${now} suser=mara@example.com src=198.51.100.7 dst=203.0.113.80 request=https://files.example.net/invoice.exe?a\\=b fileHash=5b9c0d6f21b6f3d45a0f8e2c1b7a9d3e4f5061728394a5b6c7d8e9f001122334 msg=Two lines:\\nthe second`,
    `CEF:0|Example|Vault|1.1|signin|Somebody signed in|2|rt=${now} suser=mara@example.com outcome=success`,
    `LEEF:2.0|Example|Gate|4.0|badge-refused|^|devTime=${now}^src=198.51.100.7^dst=192.0.2.30^usrName=mara@example.com^sev=6^cat=Access`,
  ],
} as const satisfies SourceClient;
