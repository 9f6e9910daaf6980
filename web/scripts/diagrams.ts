// Draws Mermaid diagrams: reads a JSON list of their sources, writes a JSON list of SVG files.
import { readFileSync } from 'node:fs';
import { renderMermaidSVG } from 'beautiful-mermaid';

/** The library names a font of another origin; the next one in its list is that of the system. */
const FONT_IMPORT = /@import url\([^)]*\);/g;

const sources: string[] = JSON.parse(readFileSync(0, 'utf8'));
const drawn = sources.map((source) => renderMermaidSVG(source).replace(FONT_IMPORT, ''));
process.stdout.write(JSON.stringify(drawn));
