import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { setNonce } from 'get-nonce';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import './app.css';
import { whenSignedOut } from './api/client.ts';
import { queryClient } from './api/queries.ts';
import { router } from './router.tsx';
import { signInPath } from './session/session.tsx';

// An open dialog stops the page behind it from scrolling, by a style sheet that is made on the spot: it needs leave.
const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content;
if (nonce !== undefined) setNonce(nonce);

whenSignedOut(() => {
  if (location.pathname === '/sign-in') return;
  queryClient.clear();
  location.replace(signInPath());
});

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
);
