/** A part of the small signs on the page. @param names of its classes */
export function span(names: string): HTMLElement {
    const element = document.createElement('span');
    element.className = names;
    return element;
}
