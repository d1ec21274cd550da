// English names on the canvas of a diagram that is saved: only while a shape is drawn, the model keeps its own name.
import { getBusinessObject } from 'bpmn-js/lib/util/ModelUtil';

const BEFORE_THE_OTHERS = 1600;

const AFTER_THE_OTHERS = 100;

export function EnglishNames(eventBus, bpmnRenderer, canvas) {
  eventBus.on('render.shape', BEFORE_THE_OTHERS, (_, { gfx, element, attrs }) => {
    const model = getBusinessObject(element);
    const english = model?.get?.('nintei:name_en');
    if (!english || !model.name || !bpmnRenderer.canRender(element)) return undefined;
    const own = model.name;
    model.name = english;
    try {
      return bpmnRenderer.drawShape(gfx, element, attrs);
    } finally {
      model.name = own;
    }
  });
  let root = null;
  eventBus.on(['root.set', 'element.changed'], AFTER_THE_OTHERS, ({ type, element }) => {
    if (type === 'root.set') root = element;
    const crumbs = [...canvas.getContainer().querySelectorAll('.bjs-crumb')];
    for (let page = root?.businessObject; page; page = page.$parent) {
      const english = page.get('nintei:name_en');
      const crumb = english && crumbs.find((each) => each.textContent === page.name);
      if (crumb) crumb.textContent = crumb.title = english;
    }
  });
}
EnglishNames.$inject = ['eventBus', 'bpmnRenderer', 'canvas'];
