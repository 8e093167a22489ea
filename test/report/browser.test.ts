import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { reportPage } from '../../src/output/report/page.ts';
import { findChromium } from './chromium.ts';
import { failingProbeRun, migrationRun } from './runs.ts';

const executablePath = findChromium();
const pictures = join(import.meta.dirname, '../../reports/screenshots');

/** What a hostile cluster could put into names and messages. */
const hostile = `"><script>window.broken = true</script><img src=x onerror="window.broken = true">'&lt;</text></svg>`;

interface Opened {
  readonly page: Page;
  /** Everything that the browser said or asked for. */
  readonly complaints: string[];
  readonly requests: string[];
}

describe.skipIf(executablePath === null)('the report in a browser', () => {
  let browser: Browser;
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'nlbctl-report-'));
    mkdirSync(pictures, { recursive: true });
    // Chromium refuses its sandbox to root, and containers have little shared memory.
    const args = ['--no-sandbox', '--disable-dev-shm-usage'];
    browser = await chromium.launch({ executablePath: executablePath ?? '', args });
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function open(html: string, options: BrowserContextOptions = {}): Promise<Opened> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
    const page = await context.newPage();
    const complaints: string[] = [];
    const requests: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => requests.push(request.url()));
    const file = join(folder, `${Math.random()}.html`);
    writeFileSync(file, html);
    await page.goto(pathToFileURL(file).href);
    return { page, complaints, requests };
  }

  /** In words, since the project is compiled without a browser's types. */
  const styleOf = (page: Page, selector: string, property: string) =>
    page.evaluate<string>(`getComputedStyle(document.querySelector('${selector}')).${property}`);
  /** By how many pixels the page is wider than what shows it. */
  const overhang = (page: Page) =>
    page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth');
  const shot = (page: Page, name: string) => page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });

  test.each([
    ['wide', 1280, 'light'],
    ['narrow', 400, 'light'],
    ['dark', 1280, 'dark'],
  ] as const)(
    '%s: timeline and gap are seen, nothing is fetched, nothing is complained of',
    async (name, width, colorScheme) => {
      const { page, complaints, requests } = await open(reportPage(await migrationRun()), {
        viewport: { width, height: 900 },
        colorScheme,
      });
      await shot(page, `migration-${name}`);
      expect(complaints).toEqual([]);
      expect(requests).toHaveLength(1);
      const chart = page.locator('svg.chart:visible');
      await expect.poll(() => chart.count()).toBe(1);
      expect(await chart.locator('.phase').count()).toBe(8);
      expect(await chart.locator('.gap-label').allTextContents()).toEqual(['gap 1m 2s', 'gap 1m 2s', 'gap 1m 5s']);
      expect(await chart.locator('.gap-label').first().isVisible()).toBe(true);
      expect(await page.getByText('1m 5s').first().isVisible()).toBe(true);
      // Every label is inside of the page, and none is too small to read.
      const boxes = await chart.locator('text').evaluateAll((texts) =>
        texts.map((text) => {
          const { left, right, height } = text.getBoundingClientRect();
          return { left, right, height };
        }),
      );
      expect(Math.min(...boxes.map(({ left }) => left))).toBeGreaterThanOrEqual(0);
      expect(Math.max(...boxes.map(({ right }) => right))).toBeLessThanOrEqual(width);
      expect(Math.min(...boxes.map(({ height }) => height))).toBeGreaterThan(9);
      expect(await overhang(page)).toBe(0);
    },
  );

  test('the style is applied, although the policy lets no other style in', async () => {
    const { page } = await open(reportPage(await migrationRun()));
    expect(await styleOf(page, '.gap-label', 'fill')).not.toBe('rgb(0, 0, 0)');
    await page.evaluate(
      `document.head.append(Object.assign(document.createElement('style'), { textContent: 'h1{display:none}' }))`,
    );
    expect(await page.locator('h1').isVisible()).toBe(true);
  });

  test('text from a cluster stays text', async () => {
    const run = await migrationRun({
      title: hostile,
      command: hostile,
      meta: [{ label: 'Service', value: hostile }],
      phases: [{ name: hostile, at: '2026-11-25T12:02:30.000Z', elapsedSeconds: 0 }],
      states: [
        { at: '2026-11-25T12:02:30.000Z', groups: [{ name: hostile, type: hostile, counts: { [hostile]: 2 } }] },
      ],
      events: [{ at: '2026-11-25T12:02:30.000Z', isWarning: true, of: hostile, message: hostile }],
    });
    const { page, complaints, requests } = await open(
      reportPage({ ...run, outcome: { ...run.outcome, reason: hostile, next: [hostile] } }),
    );
    await shot(page, 'hostile');
    expect(complaints).toEqual([]);
    expect(requests).toHaveLength(1);
    expect(await page.evaluate(`'broken' in window`)).toBe(false);
    expect(await page.locator('script, img').count()).toBe(0);
    expect(await page.locator('h1').textContent()).toBe(hostile);
  });

  test('a probe alone, of which everything failed', async () => {
    const { page, complaints } = await open(reportPage(await failingProbeRun()));
    await shot(page, 'probe-failing');
    expect(complaints).toEqual([]);
    expect(await page.locator('.outcome.bad').isVisible()).toBe(true);
    expect(await page.locator('svg.wide .gap-label').first().textContent()).toBe('gap 30s, still open');
    expect(await page.locator('svg.wide .phase').count()).toBe(0);
  });

  test('prints on white paper, with a chart of its own, in a few pages', async () => {
    const { page } = await open(reportPage(await migrationRun()), { colorScheme: 'dark' });
    await page.emulateMedia({ media: 'print' });
    expect(await styleOf(page, 'body', 'backgroundColor')).toBe('rgb(255, 255, 255)');
    const pdf = await page.pdf({ format: 'A4', printBackground: true, path: join(pictures, 'migration.pdf') });
    const pages = pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length ?? 0;
    expect(pages).toBeGreaterThan(0);
    expect(pages).toBeLessThanOrEqual(3);
    await page.setViewportSize({ width: 700, height: 1000 });
    expect(await page.locator('svg.chart:visible').getAttribute('class')).toBe('chart paper');
    expect(await overhang(page)).toBe(0);
    await shot(page, 'print');
  });
});
