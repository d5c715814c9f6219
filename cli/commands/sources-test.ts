import { defineCommand } from 'citty';
import { currentClient } from '../lib/client.ts';
import { CliError, EXIT } from '../lib/exit.ts';
import { findSource } from '../lib/find-source.ts';
import { plain, printJson } from '../lib/output.ts';
import { waitText } from '../lib/render-source.ts';
import { isVendorSigned, keyOf } from '../lib/send-target.ts';
import { samplesFor } from '../lib/source-samples.ts';
import { testInside, testOverNetwork, type Step } from '../lib/test-source.ts';

const NOT_PROVED =
  'This does not prove that its sender reaches ingest, nor that what it signs with is taken; its first own delivery does.';

export const test = defineCommand({
  meta: {
    name: 'test',
    description: "Send its kind's sample with its key, as its sender would, and follow it until it is counted",
  },
  args: {
    source: { type: 'positional', description: 'Id, name or kind of a source', required: true },
    all: { type: 'boolean', description: 'All samples of the kind, alerts too: they make findings', default: false },
    inside: {
      type: 'boolean',
      description: 'Without network and key: Vedette reads the samples itself',
      default: false,
    },
    json: { type: 'boolean', description: 'Print JSON on stdout', default: false },
  },
  async run({ args }) {
    const client = await currentClient();
    const source = await findSource(client, args.source);
    const { id, kind } = source;
    if (!source.enabled) throw new CliError(`${id} is disabled; enable it first.`, EXIT.failed);
    const isInside = args.inside || isVendorSigned(kind);
    const target = isInside ? undefined : await keyOf(source);
    if (!isInside && target === undefined)
      throw new CliError(
        `The secret of ${id} (${plain(source.name)}) is not kept here: set VEDETTE_INGEST_URL, VEDETTE_SOURCE_ID=${id} and VEDETTE_SOURCE_SECRET; or test without it by --inside.`,
        EXIT.usage,
      );
    const steps: Step[] = [];
    const tell = (step: Step): void => {
      steps.push(step);
      if (!args.json) console.log(`${step.ok ? 'ok    ' : 'FAILED'}  ${step.step.padEnd(8)}  ${step.says}`);
    };
    const waiting = (why: string, ms: number): void => console.error(`${why}; again in ${waitText(ms)}`);
    const road = target === undefined ? 'inside' : 'network';
    try {
      if (target === undefined) await testInside(client, source, tell);
      else {
        const samples = await samplesFor(target.source, args.all);
        if (!args.json && samples.alerts.length > 0)
          console.error(`Among the samples are alerts, which make findings: ${samples.alerts.map(plain).join(', ')}.`);
        await testOverNetwork(client, target, samples, tell, waiting);
      }
    } finally {
      if (args.json) printJson({ source: id, kind, road, ok: steps.at(-1)?.step === 'counted', steps });
    }
    if (!args.json && road === 'inside')
      console.error(isVendorSigned(kind) ? `${NOT_PROVED} Its vendor alone can sign.` : NOT_PROVED);
  },
});
