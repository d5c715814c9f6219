import { whereWords, type Where } from './where.ts';

/** A search, a line a field. */
export const WhereWords = ({ where }: { readonly where: Where }) => (
  <ul className="flex flex-col gap-0.5 text-xs">
    {whereWords(where).map((w) => (
      <li key={`${w.field} ${w.how}`} className="wrap-anywhere">
        <span className="mono">{w.field}</span> <span className="text-muted">{w.how}</span>{' '}
        {w.values.map((v, i) => (
          <span key={v}>
            {i > 0 && <span className="text-muted"> or </span>}
            <span className="mono font-medium">{v}</span>
          </span>
        ))}
      </li>
    ))}
  </ul>
);
