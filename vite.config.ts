import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

/** The typeface is on its way with the first byte of the page: a late one would move every line that it sets anew. */
function preloadedTypeface(): Plugin {
  return {
    name: 'preloaded-typeface',
    transformIndexHtml: {
      order: 'post',
      handler: (_html, { bundle = {} }) =>
        Object.keys(bundle)
          .filter((name) => /inter-latin-wght-normal.*\.woff2$/.test(name))
          .map((name) => ({
            tag: 'link',
            attrs: { rel: 'preload', as: 'font', type: 'font/woff2', href: `/${name}`, crossorigin: '' },
            injectTo: 'head',
          })),
    },
  }
}

/** What the desk answers itself while Vite serves the pages: calls, files and the carrier's own sign-in. */
const ofTheDesk = ['/trpc', '/exports', '/oidc']

export default defineConfig({
  root: 'client',
  plugins: [react(), tailwindcss(), preloadedTypeface()],
  // The desk is told the address that the browser asked: it refuses what comes from another one.
  server: {
    proxy: Object.fromEntries(
      ofTheDesk.map((path) => [path, { target: 'http://127.0.0.1:3000', changeOrigin: false }]),
    ),
  },
  // Nothing is inlined as data: the Content-Security-Policy allows files of ours only.
  build: {
    outDir: '../dist/client',
    emptyOutDir: true,
    target: 'es2022',
    sourcemap: false,
    assetsInlineLimit: 0,
  },
})
