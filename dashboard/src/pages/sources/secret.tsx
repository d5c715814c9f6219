import { Id } from '../../ui/id.tsx';
import { KeyValues } from '../../ui/panel.tsx';
import { setUpWords } from './data.ts';

/** What is answered once: a source's path (where it is new) and its secret. */
export interface ShownOnce {
  readonly id: string;
  readonly kind?: string;
  readonly path?: string;
  readonly secret: string;
  readonly previousUntil?: number;
}

/** The secret, with where it goes. It is shown now and never again. */
export function Secret({ made }: { readonly made: ShownOnce }) {
  const url = made.path === undefined ? undefined : `https://<ingest>${made.path}`;
  return (
    <div className="flex flex-col gap-3">
      <p role="note" className="rounded-md bg-warn-soft px-3 py-2 text-sm text-warn">
        The secret is shown once. Copy it now; if it is lost, rotate it.
      </p>
      <KeyValues
        items={[
          ...(url === undefined ? [] : [['Address', <Id key="u" id={url} wrap />] as const]),
          ['Secret', <Id key="s" id={made.secret} wrap />] as const,
          ...(made.previousUntil === undefined
            ? []
            : [['The one before', `stays good until ${new Date(made.previousUntil).toLocaleString()}`] as const]),
        ]}
      />
      {url !== undefined && <p className="text-sm text-muted">{setUpWords(made.kind ?? '', url)}</p>}
    </div>
  );
}
