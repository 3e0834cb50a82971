/**
 * The attachments of a message. Their URLs are untrusted: only http, https and blob ones are
 * linked, and only those of images are loaded, as images.
 */
import { element } from './dom.ts';
import { icon } from './icons.ts';

const attachmentsMax = 20;
const safeProtocols = ['http:', 'https:', 'blob:'];
const imageEnding = /\.(avif|gif|jpe?g|png|webp)$/i;

export interface Attachment {
    /** Empty if the URL must not be followed. */
    url: string;
    name: string;
    isImage: boolean;
}

export interface AttachmentTexts {
    /** Used if the attachment has no name. */
    attachment: string;
    opensNewTab: string;
}

/** Servers send strings, or objects with various member names. */
export function attachmentsOf(attachments: unknown, base: string): Attachment[] {
    if (!Array.isArray(attachments)) return [];
    return attachments.slice(0, attachmentsMax).flatMap((given: unknown) => {
        const object = typeof given === 'object' && given !== null ? given : { url: given };
        const fields = object as Record<string, unknown>;
        const address = first(fields, ['url', 'href', 'src', 'link']);
        const url = safeUrl(address, base);
        const path = url ? url.pathname : '';
        const name = first(fields, ['name', 'filename', 'fileName', 'title']) || fileName(path);
        const type = first(fields, ['type', 'mimeType', 'contentType']);
        const isImage = url !== null && (/^image\b/.test(type) || imageEnding.test(path));
        return address || name ? [{ url: url?.href ?? '', name, isImage }] : [];
    });
}

function first(fields: Record<string, unknown>, names: readonly string[]): string {
    for (const name of names) {
        const value = fields[name];
        if (typeof value === 'string' && value !== '') return value;
    }
    return '';
}

function safeUrl(address: string, base: string): URL | null {
    try {
        const url = address ? new URL(address, base) : null;
        return url && safeProtocols.includes(url.protocol) ? url : null;
    } catch {
        return null;
    }
}

function fileName(path: string): string {
    const name = path.slice(path.lastIndexOf('/') + 1);
    try {
        return decodeURIComponent(name);
    } catch {
        return name;
    }
}

/** Shows a message's attachments. Redraws only on a change, as a link may have the focus. */
export function attachmentsView(texts: AttachmentTexts) {
    const node = element('div', { class: 'attachments' });
    let drawn = '';
    return {
        node,
        update(attachments: unknown): void {
            const given = JSON.stringify(attachments ?? []);
            if (given === drawn) return;
            drawn = given;
            const attached = attachmentsOf(attachments, document.baseURI);
            node.replaceChildren(...attached.map((each) => attachmentNode(each, texts)));
            node.hidden = attached.length === 0;
        },
    };
}

/** A link that opens in a new tab, without opener or referrer; plain text if there is no URL. */
function attachmentNode({ url, name, isImage }: Attachment, texts: AttachmentTexts): HTMLElement {
    const label = name || texts.attachment;
    const text = element('span', { dir: 'auto' }, label);
    if (!url) return element('span', { class: 'attachment' }, icon('file'), text);
    const link = element('a', {
        class: isImage ? 'attachment attachment-image' : 'attachment',
        part: 'attachment',
        href: url,
        target: '_blank',
        rel: 'noopener noreferrer',
    });
    const hint = element('span', { class: 'visually-hidden' }, ` (${texts.opensNewTab})`);
    if (isImage) {
        const image = { src: url, alt: label, loading: 'lazy', referrerpolicy: 'no-referrer' };
        link.append(element('img', image), hint);
    } else link.append(icon('file'), text, hint);
    return link;
}
