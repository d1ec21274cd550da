import Modeler from 'bpmn-js/lib/Modeler';
window.M = Modeler;
