package dev.facet.engine.nativelib.presets;

import org.bytedeco.javacpp.annotation.NoException;
import org.bytedeco.javacpp.annotation.Platform;
import org.bytedeco.javacpp.annotation.Properties;
import org.bytedeco.javacpp.tools.Info;
import org.bytedeco.javacpp.tools.InfoMap;
import org.bytedeco.javacpp.tools.InfoMapper;

/** Tells JavaCPP how to bind {@code native/include/facet/facet.h}, Facet's whole C ABI. None of its functions throws. */
@Properties(
        value = @Platform(include = "facet/facet.h", library = "jnifacet", link = "facet"),
        target = "dev.facet.engine.nativelib",
        global = "dev.facet.engine.nativelib.FacetAbi")
@NoException
public class FacetPresets implements InfoMapper {
    @Override
    public void map(InfoMap infoMap) {
        infoMap.put(new Info("FACET_NOEXCEPT").cppTypes().annotations());
    }
}
