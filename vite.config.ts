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

export default defineConfig({
  root: 'client',
  plugins: [react(), tailwindcss(), preloadedTypeface()],
  server: { proxy: { '/trpc': 'http://127.0.0.1:3000' } },
  // Nothing is inlined as data: the Content-Security-Policy allows files of ours only.
  build: {
    outDir: '../dist/client',
    emptyOutDir: true,
    target: 'es2022',
    sourcemap: false,
    assetsInlineLimit: 0,
  },
})
