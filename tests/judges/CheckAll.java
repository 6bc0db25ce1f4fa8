import com.adobe.epubcheck.tool.EpubChecker;

/** Has EPUBCheck judge many files in one virtual machine; what it says of FILE goes into FILE.json. */
public class CheckAll {
  public static void main(String[] files) {
    for (String file : files) {
      new EpubChecker().run(new String[] {"--usage", "--quiet", "--json", file + ".json", file});
    }
  }
}
