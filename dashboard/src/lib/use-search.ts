import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback } from 'react';
import type { Search } from './filters.ts';

/** The page's search parameters, and changing them in place: what is given as undefined goes. */
export function usePageSearch(): readonly [Search, (next: Search) => void] {
  const search = useSearch({ strict: false, select: (s): Search => s as Search });
  const navigate = useNavigate();
  const set = useCallback(
    (next: Search) => void navigate({ to: '.', search: next as never, replace: true }),
    [navigate],
  );
  return [search, set];
}
