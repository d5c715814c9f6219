import type { Kind } from './data.ts';
import { Badge } from '../../ui/badge.tsx';
import { Icon } from '../../ui/icons.tsx';

const SECRET: Readonly<Record<Kind['secret'], string>> = {
  random: 'A secret is made for it and shown once.',
  webhook: 'A signing secret (whsec_…) is made for it and shown once; or the sender issued one, which you give.',
  addressed: 'A token is made for it and shown once; the token alone says whose it is.',
  none: 'No secret: its vendor signs what it sends, and the settings say whose signature counts.',
};

const Part = ({ name, children }: { readonly name: string; readonly children: React.ReactNode }) => (
  <div className="flex flex-col gap-1">
    <h3 className="text-xs font-semibold text-muted">{name}</h3>
    <div className="text-sm">{children}</div>
  </div>
);

/** What a kind brings, what its credential proves, and what it does not. */
export const AboutKind = ({ kind }: { readonly kind: Kind }) => (
  <div className="flex flex-col gap-4">
    <Part name="What it brings">
      <p>{kind.summary}</p>
      <p className="mt-1.5 flex flex-wrap gap-1">
        {kind.formats.map((f) => (
          <Badge key={f} className="mono">
            {f}
          </Badge>
        ))}
      </p>
    </Part>
    <Part name="What it proves">
      <p>{kind.proves}</p>
    </Part>
    <Part name="What it does not prove">
      <p>{kind.limits}</p>
    </Part>
    <Part name="Its credential">
      <p>{SECRET[kind.secret]}</p>
    </Part>
    <Part name="Written from">
      <ul className="flex flex-col">
        {kind.references.map((r) => (
          <li key={r} className="min-w-0">
            <a
              href={r}
              target="_blank"
              rel="noreferrer"
              className="inline-flex min-h-6 max-w-full items-center gap-1 text-xs text-accent underline"
            >
              <span className="truncate">{r.replace(/^https:\/\//, '')}</span>
              <Icon name="external" size={12} />
            </a>
          </li>
        ))}
      </ul>
    </Part>
  </div>
);
