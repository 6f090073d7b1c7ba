package softmetal.monitor.hart;

/// What an instruction wants of an address.
public enum Access {
  FETCH,
  LOAD,
  STORE
}
