import { randomUUID } from 'node:crypto';
import { mkdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { defineCommand } from 'citty';
import { CliError, EXIT } from '../../lib/exit.ts';
import { plain } from '../../lib/output.ts';
import { casesPathOf, type Case } from './cases.ts';
import { SHIPPED } from './files.ts';

const NAME = /^([a-z0-9_]+)\/([a-z0-9_.]+)\/([a-z0-9]+(?:-[a-z0-9]+)*)$/;

const ruleText = (r: { id: string; title: string; product: string; service: string; date: string }): string =>
  `title: ${JSON.stringify(r.title)}
id: ${r.id}
status: experimental
description: |
  Say in one or two sentences what was done and why it matters.
  Triage:
  1. What to look at first
  2. How to tell the harmless from the hostile
  3. What to do about it
references:
  - https://attack.mitre.org/techniques/T1078/
author: ${process.env['USER'] ?? 'you'}
date: ${r.date}
tags:
  - attack.initial-access
  - attack.t1078
logsource:
  product: ${r.product}
  service: ${r.service}
detection:
  selection:
    # Field names are those of the sender's raw record
    eventName: ChangeThisName
  filter_failed:
    errorCode|exists: true
  condition: selection and not filter_failed
falsepositives:
  - Who does this every day, and how to tell
level: medium
`;

const cases: readonly Case[] = [
  { match: true, name: 'the deed', event: { eventName: 'ChangeThisName' } },
  {
    match: true,
    name: 'the deed, with more around it',
    event: { eventName: 'ChangeThisName', awsRegion: 'eu-west-1' },
  },
  { match: false, name: 'it failed', event: { eventName: 'ChangeThisName', errorCode: 'AccessDenied' } },
  { match: false, name: 'something like it', event: { eventName: 'DescribeThisName' } },
];

export const scaffold = defineCommand({
  meta: { name: 'new', description: 'Begin a rule and its cases: <product>/<service>/<name-of-the-rule>' },
  args: {
    name: { type: 'positional', description: 'Such as aws/cloudtrail/door-left-open', required: true },
    title: { type: 'string', description: 'What the rule finds, in plain words' },
    dir: { type: 'string', description: 'Directory of rules', default: SHIPPED },
  },
  async run({ args }) {
    const [, product, service, slug] = NAME.exec(args.name) ?? [];
    if (product === undefined || service === undefined || slug === undefined)
      throw new CliError('Name the rule as product/service/name-of-the-rule, in lower case.', EXIT.usage);
    const path = join(args.dir, `${args.name}.yml`);
    if ((await stat(path).catch(() => undefined)) !== undefined)
      throw new CliError(`${plain(path)} is there already; choose another name.`, EXIT.usage);
    const words = slug.replaceAll('-', ' ');
    const title = args.title ?? words.charAt(0).toUpperCase() + words.slice(1);
    const date = new Date().toISOString().slice(0, 10);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, ruleText({ id: randomUUID(), title, product, service, date }), { flag: 'wx' });
    await writeFile(casesPathOf(path), `${cases.map((c) => JSON.stringify(c)).join('\n')}\n`);
    console.log(`wrote ${path} and ${casesPathOf(path)}; then: npm run vedette -- rules test ${path}`);
  },
});
