// English names on the canvas of a diagram that is saved: only while a shape is drawn, the model keeps its own name.
import { getBusinessObject } from 'bpmn-js/lib/util/ModelUtil';

const BEFORE_THE_OTHERS = 1600;

export function EnglishNames(eventBus, bpmnRenderer) {
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
}
EnglishNames.$inject = ['eventBus', 'bpmnRenderer'];
