import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { defineCommand } from 'citty';
import { compileRules } from '../../../src/detect/compile-rules.ts';
import type { RuleMeta } from '../../../src/detect/types.ts';
import { CliError, EXIT } from '../../lib/exit.ts';
import { plain, printJson } from '../../lib/output.ts';
import { casesBeside, knownBy } from './cases.ts';
import { ruleFiles, SHIPPED } from './files.ts';

interface Covered {
  readonly rule: RuleMeta;
  readonly file: string;
  readonly mustFire: number;
  readonly mustNot: number;
}

/** A layer for the ATT&CK Navigator, version 4.5 of its format: https://github.com/mitre-attack/attack-navigator/tree/master/layers */
export function navigatorLayer(techniques: ReadonlyMap<string, readonly Covered[]>): Record<string, unknown> {
  const most = Math.max(1, ...[...techniques.values()].map((rules) => rules.length));
  return {
    name: 'Vedette rules',
    versions: { layer: '4.5', navigator: '5.1.0' },
    domain: 'enterprise-attack',
    description: 'Techniques that rules are written for; the score is the number of rules',
    techniques: [...techniques].map(([techniqueID, rules]) => ({
      techniqueID,
      score: rules.length,
      comment: rules.map((r) => `${r.rule.title} (${r.rule.level})`).join('\n'),
      enabled: true,
      showSubtechniques: techniqueID.includes('.'),
    })),
    gradient: { colors: ['#cfe8ff', '#1f6feb'], minValue: 1, maxValue: most },
    hideDisabled: false,
    layout: { layout: 'side', showID: true, showName: true },
  };
}

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

/** A table of technique, rule and cases, in Markdown. */
export function coverageTable(techniques: ReadonlyMap<string, readonly Covered[]>): string {
  const lines = [
    '# Techniques, rules and cases',
    '',
    '| Technique | Rule | Level | Log source | Must fire | Must not |',
    '| --- | --- | --- | --- | ---: | ---: |',
  ];
  for (const [technique, rules] of techniques)
    for (const { rule, mustFire, mustNot } of rules) {
      const source = [rule.logsource.product, rule.logsource.service, rule.logsource.category]
        .filter(Boolean)
        .join('/');
      lines.push(`| ${technique} | ${cell(rule.title)} | ${rule.level} | ${cell(source)} | ${mustFire} | ${mustNot} |`);
    }
  return `${lines.join('\n')}\n`;
}

/** Rules by the techniques that they name, both in order. */
export function byTechnique(covered: readonly Covered[]): Map<string, Covered[]> {
  const ids = [...new Set(covered.flatMap((c) => c.rule.techniques))].toSorted();
  return new Map(ids.map((id) => [id, covered.filter((c) => c.rule.techniques.includes(id))]));
}

export const coverage = defineCommand({
  meta: {
    name: 'coverage',
    description: 'Write an ATT&CK Navigator layer and a table of techniques, rules and cases',
  },
  args: {
    rules: { type: 'string', description: 'Directory or file of Sigma YAML', default: SHIPPED },
    out: { type: 'string', description: 'Directory to write to', default: 'coverage' },
    json: { type: 'boolean', description: 'Print JSON on stdout', default: false },
  },
  async run({ args }) {
    const { files } = await ruleFiles(args.rules);
    const { engine, errors } = compileRules(files);
    const metas = new Map(
      [...engine.rules, ...engine.correlations.map((c) => c.meta)].map((meta) => [meta.id, meta] as const),
    );
    const covered: Covered[] = [];
    for (const file of files) {
      const { cases } = await casesBeside(file.path);
      const mustFire = cases.filter((c) => c.match).length;
      for (const id of knownBy(engine, file))
        covered.push({ rule: metas.get(id)!, file: file.path, mustFire, mustNot: cases.length - mustFire });
    }
    const techniques = byTechnique(covered);
    const layer = join(args.out, 'attack-navigator-layer.json');
    const table = join(args.out, 'coverage.md');
    try {
      await mkdir(args.out, { recursive: true });
      await writeFile(layer, `${JSON.stringify(navigatorLayer(techniques), null, 2)}\n`);
      await writeFile(table, coverageTable(techniques));
    } catch {
      throw new CliError(`${plain(args.out)} cannot be written to; name another directory with --out.`, EXIT.usage);
    }
    const untagged = covered.filter((c) => c.rule.techniques.length === 0).length;
    const summary = {
      techniques: techniques.size,
      rules: covered.length,
      untagged,
      failed: errors.length,
      layer,
      table,
    };
    if (args.json) return printJson(summary);
    console.log(
      `${summary.techniques} techniques by ${summary.rules} rules (${untagged} name none); wrote ${layer} and ${table}`,
    );
  },
});
