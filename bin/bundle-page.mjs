// Bundles the browser's part (src/page) into dist/page: one script, one style sheet, one page, nothing from outside.
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const root = fileURLToPath(new URL('..', import.meta.url));
const from = join(root, 'src', 'page');
const to = join(root, 'dist', 'page');

const bundle = await rolldown({ input: join(from, 'main.ts'), platform: 'browser' });
await bundle.write({ file: join(to, 'app.js'), format: 'esm', minify: true, codeSplitting: false });
await bundle.close();
mkdirSync(to, { recursive: true });
const chart = createRequire(import.meta.url).resolve('uplot/dist/uPlot.min.css');
writeFileSync(
  join(to, 'app.css'),
  `${readFileSync(join(from, 'app.css'), 'utf8')}\n${readFileSync(chart, 'utf8')}`,
);
copyFileSync(join(from, 'index.html'), join(to, 'index.html'));
