import { Link } from '@tanstack/react-router';
import { EmptyState } from '../ui/states.tsx';

/** An address that leads nowhere: said so, with a way on. */
export const NotFound = () => (
  <main className="flex h-full items-center justify-center">
    <EmptyState icon="search" title="There is no such page">
      <Link to="/" className="text-accent hover:underline">
        Go to the overview
      </Link>
    </EmptyState>
  </main>
);
