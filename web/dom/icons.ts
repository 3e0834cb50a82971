/** Line icons on a 24-unit grid. Decorative: the text beside them says the same. */

const shapes = {
    alert: ['M12 8v5', 'M12 16.5v.01', 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18Z'],
    bubbles: [
        'M4 5.5h11a2 2 0 0 1 2 2V13a2 2 0 0 1-2 2H9l-4 3v-3H4a2 2 0 0 1-2-2V7.5a2 2 0 0 1 2-2Z',
        'M20 9a2 2 0 0 1 2 2v5.5a2 2 0 0 1-2 2h-.5v2.5l-3.5-2.5H11',
    ],
    check: ['m5 12.5 4.5 4.5L19 7.5'],
    checks: ['m2 12.5 4.5 4.5L16 7.5', 'm11.5 16 1 1L22 7.5'],
    clock: ['M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17Z', 'M12 7.5V12l3 2'],
    close: ['M6 6l12 12', 'M18 6 6 18'],
    cycle: ['M20 12a8 8 0 1 1-2.5-5.8', 'M20 3v5h-5'],
    down: ['M12 5v14', 'm6 13 6 6 6-6'],
    file: ['M14 3H7a1 1 0 0 0-1 1v16a1 1 0 0 0 1 1h10a1 1 0 0 0 1-1V7l-4-4Z', 'M14 3v4h4'],
    lock: [
        'M6 11h12a1 1 0 0 1 1 1v7a1 1 0 0 1-1 1H6a1 1 0 0 1-1-1v-7a1 1 0 0 1 1-1Z',
        'M8 11V8a4 4 0 0 1 8 0v3',
    ],
    send: ['M21 3 10.5 13.5', 'M21 3l-6.5 18-4-7.5L3 9.5 21 3Z'],
} as const;

export type IconName = keyof typeof shapes;

const svg = 'http://www.w3.org/2000/svg';

export function icon(name: IconName): SVGSVGElement {
    const drawing = document.createElementNS(svg, 'svg');
    drawing.setAttribute('class', `icon icon-${name}`);
    drawing.setAttribute('viewBox', '0 0 24 24');
    drawing.setAttribute('aria-hidden', 'true');
    drawing.setAttribute('focusable', 'false');
    for (const d of shapes[name]) {
        const path = document.createElementNS(svg, 'path');
        path.setAttribute('d', d);
        drawing.append(path);
    }
    return drawing;
}
