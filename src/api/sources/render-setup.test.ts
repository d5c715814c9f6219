import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SourceAbout, SourceSetup } from '../../contracts/source-about.ts';
import { SOURCE_CATALOGUE } from '../../contracts/source-catalogue.generated.ts';
import { nameOf, renderSetup, type SetupValues } from './render-setup.ts';

const aboutWith = (language: SourceSetup['language'], text: string): SourceAbout => ({
  ...SOURCE_CATALOGUE[0]!,
  setup: [{ tool: 'tool', language, text }],
});
const values = { id: 'src_a', name: 'Orders', settings: {}, origin: 'https://in.example.com' };
const render = (language: SourceSetup['language'], text: string, more: Partial<SetupValues> = {}) =>
  renderSetup(aboutWith(language, text), { ...values, ...more })[0]!;

describe('set-up texts', () => {
  it('have every placeholder filled in', () => {
    const text = '{{url}} {{origin}} {{name}} {{source}} {{settings.topics}}';
    const got = render('sh', text, { settings: { topics: ['arn:aws:sns:a', 'arn:aws:sns:b'] } });
    expect(got).toEqual({
      tool: 'tool',
      language: 'sh',
      text: 'https://in.example.com/in/src_a https://in.example.com Orders src_a arn:aws:sns:a,arn:aws:sns:b',
      left: [],
    });
  });

  it('say what is to be filled in by hand', () => {
    expect(
      renderSetup(aboutWith('sh', 'curl {{url}} {{settings.topics}}'), { ...values, origin: undefined }),
    ).toMatchObject([
      { text: 'curl https://YOUR-INGEST-ADDRESS YOUR-TOPICS', left: ['https://YOUR-INGEST-ADDRESS', 'YOUR-TOPICS'] },
    ]);
  });

  it('take a name as letters, digits and hyphens, whatever was written', () => {
    expect(nameOf('Orders (EU)')).toBe('Orders-EU');
    expect(nameOf('"}\nresource "aws_iam_user" "x" {')).toBe('resource-aws-iam-user-x');
    expect(nameOf('$(rm -rf /)')).toBe('rm-rf');
    expect(nameOf('数')).toBe('source');
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        expect(nameOf(name)).toMatch(/^[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?-?$/);
      }),
    );
  });

  it('keep a setting a value: a JSON text reads it back', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), (topics) => {
        const got = render('json', '{"topics":"{{settings.topics}}"}', { settings: { topics } });
        expect(JSON.parse(got.text)).toEqual({ topics: topics });
      }),
    );
  });

  it('keep a setting a value: no quote, interpolation or line of HCL begins or ends by it', () => {
    const text = render('hcl', 'x = "{{settings.format}}"', { settings: { format: '${version} "a" \\ %{if x}' } }).text;
    expect(text).toBe('x = "$${version} \\"a\\" \\\\ %%{if x}"');
    const letters = fc.string({
      unit: fc.constantFrom('a', 'b', '$', '%', '{', '}', '"', '\\', '\n', ' '),
      minLength: 1,
    });
    fc.assert(
      fc.property(letters, (format) => {
        const filled = render('hcl', '{{settings.format}}', { settings: { format } }).text;
        if (filled === 'YOUR-FORMAT') expect(format).toMatch(/\$\$|%%|\n/);
        else {
          // Read back as HCL reads a quoted template.
          const parts = filled.match(/\$\$\{|%%\{|\\["\\]|[^"\\]/g) ?? [];
          expect(parts.join('')).toBe(filled);
          const read = parts.map((p) => (p.length === 3 ? p.slice(1) : p.startsWith('\\') ? p[1] : p));
          expect(read.join('')).toBe(format);
          expect(filled.replaceAll(/\$\$\{|%%\{/g, '')).not.toMatch(/[$%]\{/);
        }
      }),
    );
  });

  it('leave to people what a shell, YAML or INI could take for more than a value', () => {
    const letters = fc.string({ unit: fc.constantFrom(...Array.from('abc$`"\'\\;&|<>(){}#%! \n*?~[]')), minLength: 1 });
    fc.assert(
      fc.property(letters, fc.constantFrom('sh', 'yaml', 'ini', 'text'), (value, language) => {
        const { text } = render(language, '{{settings.x}}', { settings: { x: value } });
        expect(text).toBe(/^[abc]+$/.test(value) ? value : 'YOUR-X');
      }),
    );
  });

  it('are not filled in twice: a value that reads like a placeholder stays what it is', () => {
    expect(render('json', '{{settings.x}}', { settings: { x: '{{source}}' } }).text).toBe('{{source}}');
  });

  it.each(SOURCE_CATALOGUE.map((about) => [about.id, about] as const))('%s is filled in wholly', (_, about) => {
    const settings = Object.fromEntries(
      about.settings.map((s) => [s.name, s.type === 'list' ? [s.example] : s.example]),
    );
    const all = renderSetup(about, { ...values, settings });
    expect(all.flatMap((s) => [...s.text.matchAll(/\{\{[a-zA-Z.]+\}\}/g)].map((m) => m[0]))).toEqual([]);
    const named = about.setup.some((s) => /\{\{(url|origin)\}\}/.test(s.text));
    expect(all.some((s) => s.text.includes('https://in.example.com'))).toBe(named);
  });
});
