package softmetal.monitor.gdb;

import java.util.List;
import java.util.Random;

/// Packets that are almost right.
final class Nonsense {
  private static final List<String> GOOD =
      List.of(
          "?",
          "g",
          "G0011223344556677",
          "p20",
          "P20=0000008000000000",
          "p180",
          "P17d=ffffffffffffffff",
          "m80000000,10",
          "mffffffffffffffff,ffffffffffffffff",
          "M80000000,2:1234",
          "X80000000,3:abc",
          "Hg1",
          "Hc-1",
          "Hgp1.2",
          "T1",
          "Z0,80000000,4",
          "z0,80000000,4",
          "Z1,80000000,4",
          "Z2,80000040,8",
          "Z4,80000040,0",
          "Z9,0,0",
          "c80000000",
          "s",
          "C05;80000000",
          "vCont?",
          "vCont;s:1;c",
          "vCont;c:-1",
          "vCont;x:99999999999999999999",
          "vFile:open:2f6574632f706173737764,0,0",
          "vFile:pread:5,1000,0",
          "vFile:fstat:5",
          "vFile:setfs:0",
          "qSupported:multiprocess+;swbreak+;hwbreak+",
          "qC",
          "qfThreadInfo",
          "qsThreadInfo",
          "qThreadExtraInfo,1",
          "qXfer:features:read:target.xml:0,fff",
          "qXfer:threads:read::0,fff",
          "qXfer:memory-map:read::ffffffffffffffff,fff",
          "qXfer:exec-file:read:1:0,1000",
          "qRcmd,68656c70",
          "qRcmd,696e666f206d656d",
          "qRcmd,77616c6b2030",
          "qCRC:80000000,100",
          "qCRC:0,ffffffffffffffff",
          "Qqemu.PhyMemMode:1",
          "qqemu.PhyMemMode",
          "QStartNoAckMode",
          "D",
          "k");

  private Nonsense() {}

  static String packet(Random random) {
    StringBuilder packet = new StringBuilder(GOOD.get(random.nextInt(GOOD.size())));
    int changes = random.nextInt(4);
    for (int i = 0; i < changes && !packet.isEmpty(); i++) {
      int at = random.nextInt(packet.length());
      switch (random.nextInt(4)) {
        case 0 -> packet.deleteCharAt(at);
        case 1 -> packet.insert(at, ",:;-=".charAt(random.nextInt(5)));
        case 2 -> packet.setCharAt(at, (char) random.nextInt(256));
        default -> packet.setLength(at);
      }
    }
    return packet.toString();
  }
}
