/* Writes what documentation can be made from code: docs/catalogue.md, and the privilege table inside ARCHITECTURE.md. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundledEngine } from '../src/detect/bundled.ts';
import type { RuleMeta } from '../src/detect/types.ts';
import { SOURCE_CATALOGUE } from '../src/contracts/source-catalogue.generated.ts';
import { sources } from '../src/ingest/sources/registry.ts';
import type { SourceAbout } from '../src/contracts/source-about.ts';
import { actions } from '../src/respond/actions/registry.ts';
import { PRIVILEGES } from '../test/architecture/privileges.ts';
import { ROOT, WORKER_NAMES } from './bundle.ts';

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
const row = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');
const list = (items: readonly string[]): string => items.map((i) => `\`${i}\``).join(', ') || 'none';

function privilegeTable(): string {
  return table(
    ['Worker', 'Reached by', 'Secrets', 'Storage and objects', 'Calls', 'Sends to', 'Why'],
    WORKER_NAMES.map((name) => {
      const p = PRIVILEGES[name];
      const storage = [
        ...p.d1.map((d) => `D1 ${d}`),
        ...p.r2.map((b) => `R2 ${b}`),
        ...p.durableObjects.map((o) => `DO ${o}`),
      ];
      return [
        `\`${name}\``,
        p.reachedBy.join(', '),
        list(p.secrets),
        storage.join(', ') || 'none',
        list(p.calls),
        list(p.sends),
        p.why,
      ];
    }),
  );
}

const sourceName = ({ kind, logsource }: RuleMeta): string =>
  kind === 'correlation' ? 'correlation' : [logsource.product, logsource.service].filter(Boolean).join(' / ');

function catalogue(): string {
  const { rules: single, correlations } = bundledEngine();
  const rules = [...single, ...correlations.map((c) => c.meta)]
    .filter((r) => r.silent !== true)
    .toSorted((a, b) => sourceName(a).localeCompare(sourceName(b)) || a.title.localeCompare(b.title));
  return [
    '# Catalogue',
    '',
    'Written by `npm run generate` from the code; do not edit.',
    '',
    '## Sources',
    '',
    table(
      ['Id', 'Title', 'What a credential proves', 'Content types', 'Body, decompressed, records, depth'],
      SOURCE_CATALOGUE.map((about) => {
        const { contentTypes, limits: l } = sources[about.id]!;
        return [
          `[\`${about.id}\`](sources/${about.id}.md)`,
          about.title,
          about.proves,
          list(contentTypes.filter((t) => t !== '')),
          `${l.bodyBytes} B, ${l.decompressedBytes} B, ${l.records}, ${l.depth}`,
        ];
      }),
    ),
    '',
    `## Rules (${rules.length})`,
    '',
    table(
      ['Title', 'Level', 'ATT&CK', 'Log source'],
      rules.map((r) => [r.title, r.level, r.techniques.join(' '), sourceName(r)]),
    ),
    '',
    '## Actions',
    '',
    table(
      ['Id', 'Title', 'Risk', 'Lease: default, longest', 'Steps', 'Undone by'],
      actions.map((a) => [
        `\`${a.id}\``,
        a.title,
        a.risk,
        `${a.lease.defaultMs / 60_000} min, ${a.lease.longestMs / 3_600_000} h`,
        a.steps.map((s) => `${s.id} (${s.kind})`).join(', '),
        a.revert.map((s) => s.id).join(', '),
      ]),
    ),
    '',
  ].join('\n');
}

/** The set-up page of a source. */
function sourcePage(about: SourceAbout): string {
  const { limits, contentTypes } = sources[about.id]!;
  const window =
    about.replayWindowSeconds === undefined
      ? 'The protocol signs no time: a delivery that is sent twice is told by its id or by its events’ ids.'
      : `A signed time may be off by ${about.replayWindowSeconds} seconds; later the same delivery is refused.`;
  return [
    `# ${about.title}`,
    '',
    `Written by \`npm run generate\` from \`src/ingest/sources/${about.id.replaceAll('.', '/')}/about.ts\`; do not edit.`,
    '',
    about.summary,
    '',
    `- Kind: \`${about.id}\` (${about.vendor})`,
    `- Record formats: ${list(about.formats)}`,
    `- Proved: ${about.proves}`,
    `- Not proved: ${about.limits}`,
    `- Time: ${window}`,
    `- Accounts: ${about.accounts.label}, such as \`${about.accounts.example}\`. An event about another account is kept and marked.`,
    `- Limits: ${limits.bodyBytes} bytes a request, ${limits.decompressedBytes} decompressed, ${limits.records} records, ${limits.depth} levels; content types ${list(contentTypes.filter((t) => t !== ''))}.`,
    `- Missed after: ${about.rhythmMinutes === 0 ? 'as its own history shows: a source that spoke in half of its hours for three days has a rhythm; or set one' : `${about.rhythmMinutes} minutes of silence, unless set otherwise`}.`,
    '',
    `Make one with \`npm run vedette -- sources add ${about.id}\`, on the dashboard, or by \`POST /api/v1/sources\`; it answers the URL and${about.secret === 'none' ? '' : ' the secret, which is shown once, and'} the texts below with everything but the secret filled in.`,
    '',
    ...(about.settings.length === 0
      ? []
      : [
          '## Settings',
          '',
          table(
            ['Name', 'What it is', 'Required', 'Example'],
            about.settings.map((s) => [
              `\`${s.name}\``,
              `${s.label}. ${s.help}`,
              s.required ? 'yes' : 'no',
              `\`${s.example}\``,
            ]),
          ),
          '',
        ]),
    '## Set up the sender',
    '',
    ...about.setup.flatMap((s) => [`### ${s.tool}`, '', `\`\`\`${s.language}`, s.text.trimEnd(), '```', '']),
    '## Where this is documented',
    '',
    ...about.references.map((r) => `- <${r}>`),
    '',
  ].join('\n');
}

const BEGIN = '<!-- generated: privileges -->';
const END = '<!-- end -->';

async function architecture(): Promise<string> {
  const text = await readFile(join(ROOT, 'ARCHITECTURE.md'), 'utf8');
  const from = text.indexOf(BEGIN);
  const to = text.indexOf(END, from);
  if (from < 0 || to < 0) throw new Error(`ARCHITECTURE.md lacks the marks ${BEGIN} … ${END}`);
  return `${text.slice(0, from + BEGIN.length)}\n\n${privilegeTable()}\n\n${text.slice(to)}`;
}

const wanted = {
  'docs/catalogue.md': catalogue(),
  'ARCHITECTURE.md': await architecture(),
  ...Object.fromEntries(SOURCE_CATALOGUE.map((a) => [`docs/sources/${a.id}.md`, sourcePage(a)])),
};
await mkdir(join(ROOT, 'docs/sources'), { recursive: true });
for (const [path, text] of Object.entries(wanted)) {
  if (process.argv.includes('--check')) {
    const found = await readFile(join(ROOT, path), 'utf8').catch(() => '');
    if (found !== text) {
      console.error(`${path} is stale; run \`npm run generate\`.`);
      process.exitCode = 1;
    }
  } else await writeFile(join(ROOT, path), text);
}
