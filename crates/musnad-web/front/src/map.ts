// Maps that can be moved: by mouse (drag; wheel with Ctrl), by touch (two fingers), by keyboard (arrows, + - 0, while the
// map has the focus) and by buttons. Without script a map shows all that was found, which is what it comes back to.

interface View {
  x: number;
  y: number;
  width: number;
}

/** So much nearer than at first a map can be looked at. */
const NEAREST = 40;
const STEP = 1.5;
/** What keeps its size on the screen, and the attributes that say where and how large it is. */
const STEADY = "circle.spot, text";

/** Makes every map of the page one that can be moved. */
export function moveMaps(): void {
  for (const figure of document.querySelectorAll<HTMLElement>("figure.map")) {
    const svg = figure.querySelector("svg");
    if (svg) new Movable(figure, svg);
  }
}

class Movable {
  readonly #svg: SVGSVGElement;
  readonly #first: View;
  readonly #share: number;
  #view: View;
  /** Fingers, or the mouse, by their id: where they are. */
  readonly #held = new Map<number, { x: number; y: number }>();
  #moved = false;

  constructor(figure: HTMLElement, svg: SVGSVGElement) {
    this.#svg = svg;
    const { x, y, width, height } = svg.viewBox.baseVal;
    this.#first = { x, y, width };
    this.#view = this.#first;
    this.#share = height / width;
    svg.classList.add("movable");
    svg.tabIndex = 0;
    for (const one of svg.querySelectorAll<SVGElement>(STEADY)) remember(one);
    const bar = document.createElement("div");
    bar.className = "zoom";
    bar.append(
      button("+", figure.dataset.in, () => this.#zoom(1 / STEP)),
      button("−", figure.dataset.out, () => this.#zoom(STEP)),
      button("⤢", figure.dataset.whole, () => this.#show(this.#first)),
    );
    svg.before(bar);
    svg.addEventListener("keydown", (event) => this.#key(event));
    svg.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
    svg.addEventListener("pointerdown", (event) => this.#down(event));
    svg.addEventListener("pointermove", (event) => this.#move(event));
    for (const end of ["pointerup", "pointercancel"] as const) svg.addEventListener(end, (event) => this.#up(event));
    // a link or shape that is dragged is not carried off
    svg.addEventListener("dragstart", (event) => event.preventDefault());
    // what ended a drag is no click on what lies there
    svg.addEventListener(
      "click",
      (event) => {
        if (this.#moved) event.preventDefault();
        this.#moved = false;
      },
      { capture: true },
    );
  }

  /** Units of the map a pixel of the screen. */
  get #unit(): number {
    return this.#view.width / this.#svg.clientWidth;
  }

  #show(view: View): void {
    const width = Math.min(this.#first.width * 4, Math.max(this.#first.width / NEAREST, view.width));
    this.#view = { ...view, width };
    this.#svg.setAttribute("viewBox", `${view.x} ${view.y} ${width} ${width * this.#share}`);
    const scale = width / this.#first.width;
    for (const one of this.#svg.querySelectorAll<SVGElement>(STEADY)) keepSize(one, scale);
  }

  /** Farther by this much, round a point of the map: its middle, where none is named. */
  #zoom(by: number, at = this.#middle()): void {
    const width = Math.min(this.#first.width * 4, Math.max(this.#first.width / NEAREST, this.#view.width * by));
    const scale = width / this.#view.width;
    this.#show({ x: at.x - (at.x - this.#view.x) * scale, y: at.y - (at.y - this.#view.y) * scale, width });
  }

  #middle(): { x: number; y: number } {
    const { x, y, width } = this.#view;
    return { x: x + width / 2, y: y + (width * this.#share) / 2 };
  }

  #pan(x: number, y: number): void {
    this.#show({ ...this.#view, x: this.#view.x + x, y: this.#view.y + y });
  }

  /** The point of the map under one of the screen. */
  #at(event: { clientX: number; clientY: number }): { x: number; y: number } {
    const box = this.#svg.getBoundingClientRect();
    return { x: this.#view.x + (event.clientX - box.left) * this.#unit, y: this.#view.y + (event.clientY - box.top) * this.#unit };
  }

  #key(event: KeyboardEvent): void {
    if (event.target !== this.#svg || event.ctrlKey || event.metaKey || event.altKey) return;
    const far = this.#view.width / 8;
    const does: Record<string, () => void> = {
      ArrowLeft: () => this.#pan(-far, 0),
      ArrowRight: () => this.#pan(far, 0),
      ArrowUp: () => this.#pan(0, -far),
      ArrowDown: () => this.#pan(0, far),
      "+": () => this.#zoom(1 / STEP),
      "=": () => this.#zoom(1 / STEP),
      "-": () => this.#zoom(STEP),
      "0": () => this.#show(this.#first),
    };
    const act = does[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }

  /** The wheel alone turns the page; a pinch on a touchpad comes as a wheel with Ctrl. */
  #wheel(event: WheelEvent): void {
    if (!event.ctrlKey) return;
    event.preventDefault();
    this.#zoom(Math.exp(Math.max(-1, Math.min(1, event.deltaY / 100))), this.#at(event));
  }

  #down(event: PointerEvent): void {
    if (event.button !== 0) return;
    this.#held.set(event.pointerId, { x: event.clientX, y: event.clientY });
    this.#moved = false;
  }

  #move(event: PointerEvent): void {
    const before = this.#held.get(event.pointerId);
    if (!before) return;
    // one finger turns the page
    if (event.pointerType === "touch" && this.#held.size < 2) return;
    const others = [...this.#held].filter(([id]) => id !== event.pointerId).map(([, at]) => at);
    const now = { x: event.clientX, y: event.clientY };
    if (!this.#moved && others.length === 0 && Math.hypot(now.x - before.x, now.y - before.y) < 4) return;
    if (!this.#moved) {
      this.#moved = true;
      this.#svg.classList.add("held");
      this.#svg.setPointerCapture(event.pointerId);
    }
    this.#held.set(event.pointerId, now);
    const other = others[0];
    if (!other) {
      this.#pan((before.x - now.x) * this.#unit, (before.y - now.y) * this.#unit);
      return;
    }
    const apart = (at: { x: number; y: number }): number => Math.max(1, Math.hypot(at.x - other.x, at.y - other.y));
    const middle = { clientX: (now.x + other.x) / 2, clientY: (now.y + other.y) / 2 };
    this.#pan(((before.x - now.x) / 2) * this.#unit, ((before.y - now.y) / 2) * this.#unit);
    this.#zoom(apart(before) / apart(now), this.#at(middle));
  }

  #up(event: PointerEvent): void {
    this.#held.delete(event.pointerId);
    if (this.#held.size === 0) this.#svg.classList.remove("held");
  }
}

function button(sign: string, name: string | undefined, act: () => void): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = sign;
  made.title = name ?? "";
  made.setAttribute("aria-label", name ?? sign);
  made.addEventListener("click", act);
  return made;
}

/** Keeps the size of a circle or a text, and how far a text stands from its circle, as they were at first. */
function remember(one: SVGElement): void {
  const size = one.getAttribute("r") ?? one.getAttribute("font-size") ?? one.parentElement?.getAttribute("font-size") ?? "0";
  one.dataset.size = size;
  const circle = one.parentElement?.querySelector("circle.spot");
  if (one instanceof SVGTextElement && circle) {
    one.dataset.below = String(Number(one.getAttribute("y")) - Number(circle.getAttribute("cy")));
  }
}

function keepSize(one: SVGElement, scale: number): void {
  const size = String(Number(one.dataset.size) * scale);
  one.setAttribute(one instanceof SVGCircleElement ? "r" : "font-size", size);
  const circle = one.parentElement?.querySelector("circle.spot");
  if (one.dataset.below !== undefined && circle) {
    one.setAttribute("y", String(Number(circle.getAttribute("cy")) + Number(one.dataset.below) * scale));
  }
}
