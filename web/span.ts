/** Creates a part of an indicator. @param names its classes */
export function span(names: string): HTMLElement {
    const element = document.createElement('span');
    element.className = names;
    return element;
}
