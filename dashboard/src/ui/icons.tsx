import type { ReactNode } from 'react';

/* Our own: 16 px grid, 1.5 px strokes, drawn in the colour of the text. */
const PATHS = {
  overview: <path d="M2.5 8.5 8 3l5.5 5.5M4 7.5v5.75h8V7.5" />,
  incidents: <path d="M8 2.25 14 13H2L8 2.25ZM8 6.5v3M8 11.25v.01" />,
  findings: <path d="M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9ZM10.25 10.25 13.75 13.75" />,
  sources: <path d="M8 9.5v4M4.5 13.5h7M5.5 7.25a3.5 3.5 0 0 1 5 0M3 4.75a7 7 0 0 1 10 0M8 9.5v.01" />,
  rules: <path d="M3 3.5h10M3 8h6M3 12.5h8M11.5 7l1 1 1.75-2" />,
  policies: <path d="M8 2 3 4v4c0 3 2.2 5 5 6 2.8-1 5-3 5-6V4L8 2Z" />,
  approvals: (
    <path d="M5 2.75h6.25a1.25 1.25 0 0 1 1.25 1.25v8a1.25 1.25 0 0 1-1.25 1.25h-6.5A1.25 1.25 0 0 1 3.5 12V4a1.25 1.25 0 0 1 1.25-1.25ZM5.75 8.25 7.25 9.75 10.25 6.5" />
  ),
  agents: (
    <path d="M4 5.5h8a1 1 0 0 1 1 1v5a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1v-5a1 1 0 0 1 1-1ZM8 5.5V3M6.25 8.5v1M9.75 8.5v1M1.5 8v2M14.5 8v2" />
  ),
  ledger: (
    <path d="M3.5 2.5h7.25a1.75 1.75 0 0 1 1.75 1.75V13.5H5A1.5 1.5 0 0 1 3.5 12V2.5ZM3.5 12A1.5 1.5 0 0 1 5 10.5h7.5M6 5.5h4" />
  ),
  administration: (
    <path d="M6 7.25a2.25 2.25 0 1 0 0-4.5 2.25 2.25 0 0 0 0 4.5ZM2 13c0-2.2 1.8-3.75 4-3.75S10 10.8 10 13M10.5 7.25a2 2 0 0 0 0-4M11.5 9.5c1.5.4 2.5 1.7 2.5 3.5" />
  ),
  search: <path d="M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9ZM10.25 10.25 13.75 13.75" />,
  close: <path d="m4 4 8 8M12 4l-8 8" />,
  copy: (
    <path d="M5.5 5.5V3.5a1 1 0 0 1 1-1h6a1 1 0 0 1 1 1v6a1 1 0 0 1-1 1h-2M3.5 5.5h6a1 1 0 0 1 1 1v6a1 1 0 0 1-1 1h-6a1 1 0 0 1-1-1v-6a1 1 0 0 1 1-1Z" />
  ),
  check: <path d="m3 8.5 3.5 3.5L13 4.5" />,
  chevron: <path d="m6 4 4 4-4 4" />,
  down: <path d="m4 6 4 4 4-4" />,
  more: <path d="M3.5 8h.01M8 8h.01M12.5 8h.01" strokeWidth="2.2" />,
  columns: <path d="M2.5 3.5h11v9h-11zM6.25 3.5v9M9.75 3.5v9" />,
  filter: <path d="M2.5 4h11M4.5 8h7M6.5 12h3" />,
  sun: (
    <path d="M8 10.75a2.75 2.75 0 1 0 0-5.5 2.75 2.75 0 0 0 0 5.5ZM8 1.5v1.25M8 13.25v1.25M1.5 8h1.25M13.25 8h1.25M3.4 3.4l.9.9M11.7 11.7l.9.9M3.4 12.6l.9-.9M11.7 4.3l.9-.9" />
  ),
  moon: <path d="M13 9.75A5.5 5.5 0 0 1 6.25 3a5.5 5.5 0 1 0 6.75 6.75Z" />,
  user: <path d="M8 8a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5ZM3 13.5c.4-2.3 2.4-3.5 5-3.5s4.6 1.2 5 3.5" />,
  menu: <path d="M2.5 4.5h11M2.5 8h11M2.5 11.5h11" />,
  up: <path d="M8 13V3M4 7l4-4 4 4" />,
  external: <path d="M6.5 3.5h-3v9h9v-3M9 2.5h4.5V7M13.25 2.75 7.5 8.5" />,
  plus: <path d="M8 3v10M3 8h10" />,
  warn: <path d="M8 2.25 14 13H2L8 2.25ZM8 6.5v3M8 11.25v.01" />,
  lock: <path d="M4 7.5h8v5.5H4zM5.5 7.5V5a2.5 2.5 0 0 1 5 0v2.5" />,
  key: <path d="M5.25 10.75a2.75 2.75 0 1 0 0-5.5 2.75 2.75 0 0 0 0 5.5ZM8 8h5.5v2.25M11 8v1.75" />,
  refresh: <path d="M13 8a5 5 0 1 1-1.5-3.55L13 6M13 2.5V6H9.5" />,
} satisfies Record<string, ReactNode>;
export type IconName = keyof typeof PATHS;

/** Never alone: a button or its neighbour says the words. */
export const Icon = ({ name, size = 16 }: { readonly name: IconName; readonly size?: number }) => (
  <svg
    aria-hidden="true"
    width={size}
    height={size}
    viewBox="0 0 16 16"
    fill="none"
    stroke="currentColor"
    strokeWidth="1.4"
    strokeLinecap="round"
    strokeLinejoin="round"
    className="shrink-0"
  >
    {PATHS[name]}
  </svg>
);
