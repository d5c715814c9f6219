/** The mark: a sentry's V with its watch-fire. */
export const Mark = ({ size = 20 }: { readonly size?: number }) => (
  <svg aria-hidden="true" width={size} height={size} viewBox="0 0 32 32" className="shrink-0 text-accent">
    <path
      d="M5 8l11 18L27 8"
      fill="none"
      stroke="currentColor"
      strokeWidth="3.5"
      strokeLinecap="round"
      strokeLinejoin="round"
    />
    <circle cx="16" cy="10" r="3" fill="currentColor" />
  </svg>
);
